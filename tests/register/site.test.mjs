// Every kind of page in every language, as readers meet it: nothing that axe-core finds wrong, no
// error on the console, no sideways scrolling on a phone; and pages of a published folder are those
// of the live site.

import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {extname, join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {code, must, startBrowser, startRegister, violations} from './support.mjs';

const languages = ['en', 'fr', 'es', 'ar'];
let register, browser, paths, published;

before(async () => {
    register = await startRegister();
    browser = await startBrowser();
    paths = await pathsOfEveryKind();
    published = join(register.place, 'published');
    must('publish', register.folder, published);
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
        if (['company', 'licence'].includes(type)) found.push(`type/${type}/`);  // the two manners of lists
        const records = (await json(`/v1/records.json?type=${type}&limit=100`)).records;
        assert.ok(records.length, `the demonstration has no ${type}`);
        found.push(`record/${records[0].id}/`);
    }
    found.push('record/company-example-ltd/', 'record/company-example-ltd/1/', 'record/company-nso-group/');
    return [...new Set(found)];
}

// Two at a time: a browser has as many processes as it has pages.
describe('the public pages', {concurrency: 2}, () => {
    for (const language of languages)
        test(`every page in ${language} can be read by everybody`, async () => {
            const context = await browser.newContext({baseURL: register.address, viewport: {width: 360, height: 800}});
            const page = await context.newPage();
            page.setDefaultTimeout(60000);
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
    // What is wrong is said in the language of the page.
    assert.match(await page.textContent('[role=alert]'), /is missing/);
    await page.goto(page.url().replace('/en/', '/fr/'));
    await page.click('button[value=submit]');
    const faults = await page.textContent('[role=alert]');
    assert.match(faults, /manque/);
    assert.doesNotMatch(faults, /is missing|must /);
    await look();
    const filing = page.url().replace(/.*\/fr\//, '');
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
    must('publish', register.folder, published);  // what was done at the desk has its leaf
    for (const path of paths.filter(each => !/desk|\?|nowhere/.test(each)))
        for (const language of languages) {
            const live = await (await fetch(`${register.address}/${language}/${path}`)).text();
            assert.equal(readFileSync(join(published, language, path, 'index.html'), 'utf8'), live, path);
        }
    assert.match(must('verify', published, '--policy', register.policy), /everything fits/);
});

test('no link of a published folder leads nowhere', () => {
    const dead = new Set();
    for (const name of readdirSync(published, {recursive: true}).filter(each => each.endsWith('.html')))
        for (const [, to] of readFileSync(join(published, name), 'utf8').matchAll(/(?:href|src|action)="(\/[^"#?]*)/g))
            if (!existsSync(join(published, to, to.endsWith('/') ? 'index.html' : ''))) dead.add(`${name}: ${to}`);
    assert.deepEqual([...dead], []);
});

// Any server of files, with the policy that the register has.
async function serveFiles(folder) {
    const types = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json'};
    const server = createServer((request, answer) => {
        const path = join(folder, decodeURIComponent(new URL(request.url, 'http://files').pathname).replace(/\/$/, '/index.html'));
        const there = existsSync(path);
        answer.writeHead(there ? 200 : 404, {
            'Content-Type': types[extname(path)] ?? 'application/octet-stream',
            'Content-Security-Policy': "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; form-action 'self'",
        });
        answer.end(there ? readFileSync(path) : '');
    });
    await new Promise(listening => server.listen(0, '127.0.0.1', listening));
    return {address: `http://127.0.0.1:${server.address().port}`, stop: () => server.close()};
}

test('a published folder can be searched, in every language', async () => {
    const files = await serveFiles(published);
    const context = await browser.newContext({baseURL: files.address, viewport: {width: 360, height: 800}});
    const page = await context.newPage();
    const wrong = [];
    page.on('console', said => wrong.push(said.text()));
    page.on('pageerror', error => wrong.push(String(error)));
    const found = async (language, query) => {
        await page.goto(`/${language}/search/?${query}`);
        await page.waitForSelector('#results .hint');
        for (const violation of await violations(page)) wrong.push(`${language} ${query}: ${violation}`);
        return page.$$eval('#results li a', links => links.map(link => link.textContent));
    };
    assert.equal((await found('en', 'q=nso+gr'))[0], 'NSO Group');
    assert.equal(await page.textContent('#results [role=status]'), `Found: ${(await page.$$('#results li')).length}`);
    assert.deepEqual(await found('fr', 'q=p%C3%A9gasus&type=product'), ['Pegasus']);
    assert.match(await page.textContent('#results'), /Trouvé/);
    assert.ok((await found('es', 'q=intelexa')).includes('Intellexa S.A.'));  // misspelt
    assert.deepEqual(await found('ar', 'q=zzzzqq'), []);
    assert.match(await page.textContent('#results'), /عدد النتائج: 0/);
    // By keyboard, from the form to a record.
    await page.goto('/en/');
    await page.focus('#q');
    await page.keyboard.type('Cytrox AD');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#results .hint');
    await page.focus('#results li a');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/en/record/**');
    assert.equal(await page.textContent('h1'), 'Cytrox AD');
    assert.deepEqual(wrong, []);
    // Without script it says what to do instead.
    const bare = await (await browser.newContext({baseURL: files.address, javaScriptEnabled: false})).newPage();
    await bare.goto('/en/search/?q=nso');
    assert.match(await bare.textContent('main'), /needs script/);
    files.stop();
    await context.close();
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
