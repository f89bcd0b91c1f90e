// The whole way of a filing, in a browser without script: a company registers itself, drafts,
// submits, gets it back, corrects it, is accepted, has its receipt, which holds offline; then the
// record is corrected, and taken down.

import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {code, must, run, startBrowser, startRegister} from './support.mjs';

let register, browser;
before(async () => {
    register = await startRegister();
    browser = await startBrowser();
});
after(async () => {
    await browser?.close();
    await register?.stop();
});

// Somebody at a browser of their own, signed in with both factors.
async function person(name, password, joins = false) {
    const context = await browser.newContext({javaScriptEnabled: false, baseURL: register.address, acceptDownloads: true});
    const page = await context.newPage();
    page.setDefaultTimeout(60000);
    await page.goto(joins ? '/en/desk/join/' : '/en/desk/sign-in/');
    await page.fill('input[name=name]', name);
    await page.fill('input[name=password]', password);
    await page.click('main form[action$="/' + (joins ? 'join' : 'sign-in') + '/"] button');
    const secret = await page.textContent('#totp-secret');
    await page.fill('input[name=code]', code(secret));
    await page.click('form[action$="/second-factor/"] button');
    await page.waitForURL('**/en/desk/');
    return page;
}

async function answer(page, pointer, given) {
    await page.check(`input[name="answer:${pointer}"][value="${given}"]`);
}

async function withhold(page, pointer, because) {
    await answer(page, pointer, 'withheld');
    await page.fill(`[name="because:${pointer}"]`, because);
}

test('a company files, is accepted, is corrected and taken down', async () => {
    const filer = await person('acme-filer', 'a long enough passphrase', true);
    await filer.goto('/en/desk/new/');
    await filer.selectOption('#type', 'company');
    await filer.click('button:has-text("Begin") >> nth=0');
    const filing = filer.url();
    assert.match(filing, /\/en\/desk\/filing\/filing-/);

    // Nothing answered: nothing submitted, and every fault stands there.
    await filer.click('button[value=submit]');
    assert.match(await filer.textContent('[role=alert]'), /name/);

    await filer.fill('[name="/name"]', 'Acme Interception <script>alert(1)</script> Ltd');
    await filer.selectOption('[name="/entityType"]', 'registeredEntity');
    await filer.selectOption('[name="/status"]', 'active');
    await answer(filer, '/jurisdiction', 'given');
    await filer.fill('[name="/jurisdiction"]', 'CY');
    for (const pointer of ['/lei', '/identifiers', '/formerNames', '/intermediaries', '/publicListing']) await answer(filer, pointer, 'none');
    for (const pointer of ['/addresses', '/roles', '/officers']) await withhold(filer, pointer, 'a court forbids it');
    await filer.fill('[name="/asOf"]', '2026-01-31');
    await filer.click('button[name="add-item"][value="/sources"]');
    await filer.fill('[name="/sources/0/id"]', 'self');
    await filer.selectOption('[name="/sources/0/kind"]', {index: 1});
    await filer.fill('[name="/sources/0/title"]', 'Our own statement');
    await filer.fill('[name="/sources/0/published"]', '2026-01-31');
    await filer.click('button[value=save] >> nth=0');
    await filer.click('button[value=submit]');
    assert.match(await filer.textContent('main'), /submitted/);

    // The registrar sends it back with reasons; the filer mends it.
    const registrar = await person('registrar', register.passwords.registrar);
    await registrar.goto(filing);
    await registrar.fill('#reasons', 'Which country is it registered in?');
    await registrar.click('button[value=return]');
    await filer.goto(filing);
    assert.match(await filer.textContent('main'), /Which country is it registered in\?/);
    await filer.fill('[name="/jurisdiction"]', 'GR');
    await filer.click('button[value=submit]');

    await registrar.goto(filing);
    await registrar.click('button[value=accept]');
    assert.match(await registrar.textContent('main'), /accepted/);

    // The receipt proves it offline, with the policy alone.
    await filer.goto(filing);
    const id = (await filer.getAttribute('main a[href*="/record/company-"]', 'href')).split(/[/.]/)[3];
    const download = filer.waitForEvent('download');
    await filer.click('main .done a');
    const receipt = join(register.place, 'receipt.tlog-proof');
    await (await download).saveAs(receipt);
    const verified = must('verify', receipt, '--policy', register.policy);
    assert.match(verified, /Acme Interception/);

    // What was typed is text, and not markup.
    const reader = await (await browser.newContext({baseURL: register.address})).newPage();
    await reader.goto(`/en/record/${id}.html`);
    assert.equal(await reader.textContent('h1'), 'Acme Interception <script>alert(1)</script> Ltd');

    // A correction is a new version, and says so.
    await filer.goto('/en/desk/new/');
    await filer.fill('#record', id);
    await filer.selectOption('#kind', 'clericalError');
    await filer.fill('#reason', 'the name was mistyped');
    await filer.click('button:has-text("Begin the correction")');
    const correction = filer.url();
    await filer.fill('[name="/name"]', 'Acme Interception Ltd');
    await filer.click('button[value=submit]');
    await registrar.goto(correction);
    await registrar.click('button[value=accept]');
    await reader.goto(`/en/record/${id}.html`);
    assert.equal(await reader.textContent('h1'), 'Acme Interception Ltd');
    assert.match(await reader.textContent('ol.history'), /clerical error\): the name was mistyped/);

    // Taken down: the text is gone, that it was there is not, and old receipts still hold.
    await registrar.goto(`/en/desk/takedown/?record=${id}`);
    await registrar.fill('#basis', 'Article 17 GDPR');
    await registrar.fill('#authority', 'Data Protection Authority');
    await registrar.fill('#reason', 'ordered by the authority');
    await registrar.click('main form[action$="/takedown/"] button');
    const gone = await reader.goto(`/en/record/${id}.html`);
    assert.equal(gone.status(), 410);
    assert.match(await reader.textContent('main'), /Article 17 GDPR/);
    assert.equal((await reader.request.get(`/v1/records/${id}.json`)).status(), 410);
    assert.equal(run('verify', receipt, '--policy', register.policy).code, 0);
    const whole = run('verify', register.address, '--policy', register.policy);
    assert.equal(whole.code, 0, whole.out);
});
