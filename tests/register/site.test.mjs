// Every kind of page in every language, as readers meet it: nothing that axe-core finds wrong, no
// error on the console, no sideways scrolling on a phone; and pages of a published folder are those
// of the live site.

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {code, must, startBrowser, startRegister, violations} from './support.mjs';

const languages = ['en', 'fr', 'es', 'ar'];
let register, browser, paths;

before(async () => {
    register = await startRegister();
    browser = await startBrowser();
    paths = await pathsOfEveryKind();
});
after(async () => {
    await browser?.close();
    await register?.stop();
});

async function json(path) {
    return (await fetch(register.address + path)).json();
}

// One of each: without the language.
async function pathsOfEveryKind() {
    const found = ['', 'search/', 'search/?q=intellexa', 'search/?q=nothinglikethis', 'type/', 'country/', 'country/gr/',
        'overdue/', 'recent/', 'verify/', 'data/', 'about/', 'desk/sign-in/', 'desk/join/', 'record/company-nowhere/'];
    const types = (await json('/v1/types.json')).types.map(type => type.type ?? type.name);
    assert.equal(types.length, 13);
    for (const type of types) {
        found.push(`type/${type}/`);
        const records = (await json(`/v1/records.json?type=${type}&limit=100`)).records;
        assert.ok(records.length, `the demonstration has no ${type}`);
        found.push(`record/${records[0].id}/`);
    }
    found.push('record/company-example-ltd/', 'record/company-example-ltd/1/', 'record/company-nso-group/');
    return [...new Set(found)];
}

for (const language of languages)
    test(`every page in ${language} can be read by everybody`, async () => {
        const context = await browser.newContext({baseURL: register.address, viewport: {width: 360, height: 800}});
        const page = await context.newPage();
        const wrong = [];
        page.on('console', said => { if (said.type() === 'error' && !/404|410/.test(said.text())) wrong.push(`${page.url()}: ${said.text()}`); });
        page.on('pageerror', error => wrong.push(`${page.url()}: ${error}`));
        for (const path of paths) {
            const address = `/${language}/${path}`;
            const answer = await page.goto(address);
            assert.equal(answer.status(), path.includes('nowhere') ? 404 : 200, address);
            assert.equal(await page.getAttribute('html', 'lang'), language);
            assert.equal(await page.getAttribute('html', 'dir'), language === 'ar' ? 'rtl' : 'ltr');
            for (const violation of await violations(page)) wrong.push(`${address}: ${violation}`);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
            if (wide) wrong.push(`${address}: wider than a phone`);
        }
        await context.close();
        assert.deepEqual(wrong, []);
    });

test('the desk can be used by everybody, in every language', async () => {
    const wrong = [];
    const context = await browser.newContext({baseURL: register.address});
    const page = await context.newPage();
    page.setDefaultTimeout(60000);
    const look = async () => { for (const violation of await violations(page)) wrong.push(`${page.url()}: ${violation}`); };
    await page.goto('/en/desk/sign-in/');
    await page.fill('input[name=name]', 'administrator');
    await page.fill('input[name=password]', register.passwords.administrator);
    await page.click('main form[action$="/sign-in/"] button');
    const secret = await page.textContent('#totp-secret');
    await look();
    await page.fill('input[name=code]', code(secret));
    await page.click('form[action$="/second-factor/"] button');
    await page.waitForURL('**/en/desk/');
    await page.goto('/en/desk/new/');
    await page.selectOption('#type', 'licence');
    await page.click('main form >> nth=1 >> button');
    await page.click('button[value=submit]');
    const filing = page.url().replace(/.*\/en\//, '');
    assert.match(filing, /^desk\/filing\//);
    for (const language of languages)
        for (const path of ['desk/', 'desk/new/', filing, 'desk/takedown/', 'desk/tokens/', 'desk/password/', 'desk/accounts/', 'desk/audit/']) {
            const answer = await page.goto(`/${language}/${path}`);
            assert.equal(answer.status(), 200, path);
            await look();
        }
    assert.deepEqual(wrong, []);
});

test('a published folder has the pages of the live site', async () => {
    const folder = join(register.place, 'published');
    must('publish', register.folder, folder);
    for (const path of paths.filter(each => !/desk|\?|nowhere/.test(each)))
        for (const language of languages) {
            const live = await (await fetch(`${register.address}/${language}/${path}`)).text();
            assert.equal(readFileSync(join(folder, language, path, 'index.html'), 'utf8'), live, path);
        }
    assert.match(must('verify', folder, '--policy', register.policy), /everything fits/);
});

test('everything can be reached and done by keyboard', async () => {
    const page = await (await browser.newContext({baseURL: register.address})).newPage();
    await page.goto('/en/');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
    await page.keyboard.press('Tab');
    await page.keyboard.type('cytrox');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search\/\?q=cytrox/);
    assert.match(await page.textContent('main'), /Cytrox/);
});
