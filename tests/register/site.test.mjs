// Every kind of page in every language, as readers meet it: nothing that axe-core finds wrong, no
// error on the console, no sideways scrolling on a phone; and pages of a published folder are those
// of the live site.

import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {extname, join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {api, generator, putOnRecord, startWithTokens} from './drafting.mjs';
import {code, must, open, press, startBrowser, violations} from './support.mjs';

const languages = ['en', 'fr', 'es', 'ar'];
let register, browser, unfinished, published;
let paths, deskPaths;  // with the status that each answers with
const forms = [];  // one for each type of record, filled in
let titles;  // of a filing that waits, and of one that was accepted

before(async () => {
    register = await startWithTokens();
    browser = await startBrowser();
    await fillRegister();
    published = join(register.place, 'published');
    must('publish', register.folder, published);
});
after(async () => {
    await browser?.close();
    await register?.stop();
});

// One of each kind of page, without the language.
async function fillRegister() {
    const ask = api(register), {tokens} = register;
    const get = async path => (await ask(null, 'GET', path)).json;
    const types = (await get('/v1/types.json')).types.map(type => type.name);
    assert.equal(types.length, 13);
    const schemas = new Map(), ids = {}, bodies = {};
    for (const name of [...types, 'common']) {
        const schema = await get(`/v1/schemas/${name}.json`);
        schemas.set(schema.$id, schema).set(name, schema);
    }
    for (const type of types) {
        const {records} = await get(`/v1/records.json?type=${type}&limit=1`);
        assert.ok(records.length, `the demonstration has no ${type}`);
        ids[type] = records[0].id;
        bodies[type] = (await get(`/v1/records/${ids[type]}.json`)).body;
    }
    const filed = async (token, type, body, ...steps) => {
        let filing = await ask(token, 'POST', '/v1/filings', {type, body});
        for (const [who, step, more] of steps) {
            filing = await ask(who, 'POST', `/v1/filings/${filing.json.id}/${step}`, more, {'If-Match': filing.etag});
            assert.equal(filing.status, 200, filing.text);
        }
        return `desk/filing/${filing.json.id}/`;
    };
    const document = () => structuredClone(bodies.sourceDocument);
    const kept = await putOnRecord(ask, tokens, 'sourceDocument', document(), bodies.sourceDocument);
    const more = {record: kept.id, kind: 'clericalError', reason: 'A letter was missing.'};
    await putOnRecord(ask, tokens, 'sourceDocument', {...document(), title: 'Corrected'}, bodies.sourceDocument, more);
    const gone = await putOnRecord(ask, tokens, 'sourceDocument', document(), bodies.sourceDocument);
    const taken = await ask(tokens.decides, 'POST', '/v1/takedowns', {record: gone.id, basis: 'A law', authority: 'A court', reason: 'It is so ordered.'});
    assert.equal(taken.status, 201, taken.text);

    const shown = {...ids, company: 'company-example-ltd', sourceDocument: kept.id};
    const documents = [...Object.values(shown), 'company-nso-group', `${kept.id}.1`];
    paths = {
        ...answering(200, ['', 'search/', 'search/?q=intellexa', 'search/?q=nothinglikethis', 'type/', 'type/company/', 'type/licence/',
            'country/', 'country/gr/', 'overdue/', 'recent/', 'verify/', 'data/', 'about/', 'desk/sign-in/', 'desk/join/',
            ...documents.map(name => `record/${name}.html`)]),
        ...answering(404, ['record/company-nowhere.html']),
        ...answering(410, [`record/${gone.id}.html`]),
    };
    titles = [bodies.licence.title, 'Corrected'];
    unfinished = await filed(tokens.files, 'licence', {});
    const fill = generator(schemas, ids, () => 'Some text');
    for (const type of types) forms.push(await filed(tokens.files, type, fill(schemas.get(type))));
    deskPaths = {
        ...answering(200, ['desk/', 'desk/new/', 'desk/source-file/', 'desk/takedown/', 'desk/tokens/', 'desk/password/',
            await filed(tokens.decides, 'licence', bodies.licence, [tokens.decides, 'submit']),  // to be decided
            await filed(tokens.files, 'sourceDocument', document(), [tokens.files, 'submit'], [tokens.decides, 'return', {reasons: 'Whose is it?'}]),
            `desk/filing/${kept.filing}/`]),
        ...answering(403, ['desk/accounts/']),
        ...answering(404, ['desk/filing/nowhere/']),
    };
}

const answering = (status, some) => Object.fromEntries(some.map(path => [path, status]));

// A phone, and everything wrong with what it shows.
async function phone() {
    const context = await browser.newContext({baseURL: register.address, viewport: {width: 360, height: 800}});
    const page = await context.newPage();
    page.setDefaultTimeout(60000);
    const wrong = [];
    page.on('console', said => { if (said.type() === 'error' && !/ status of 4/.test(said.text())) wrong.push(`${page.url()}: ${said.text()}`); });
    page.on('pageerror', error => wrong.push(`${page.url()}: ${error}`));
    return {page, async visit(language, paths, closely = true) {
        for (const [path, status] of Object.entries(paths)) {
            const answer = await open(page, `/${language}/${path}`);
            assert.equal(answer, `${status} ${language} ${language === 'ar' ? 'rtl' : 'ltr'}`, path);
            await this.look(closely);
        }
    }, async look(closely) {
        for (const violation of await violations(page, closely)) wrong.push(`${page.url()}: ${violation}`);
    }, sawNothingWrong() {
        assert.deepEqual(wrong.splice(0), []);
    }};
}

// On the way, the second factor is looked at in every language.
async function signIn(hand, name) {
    const {page} = hand;
    await page.fill('input[name=name]', name);
    await page.fill('input[name=password]', register.passwords[name]);
    await press(page, 'main form[action$="/sign-in/"] button');
    for (const language of languages) await hand.visit(language, answering(200, ['desk/second-factor/']));
    await page.fill('input[name=code]', code(await page.textContent('#totp-secret')));
    assert.match(await press(page, 'form[action$="/second-factor/"] button'), /^200/);
    assert.match(page.url(), /\/desk\/$/);
}

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

// Two at a time: a browser has as many processes as it has pages.
describe('everything can be read and used by everybody', {concurrency: 2}, () => {
    describe('every page in public', {concurrency: 1}, () => {
        let hand;
        before(async () => {
            hand = await phone();
            await hand.page.goto('/en/about/');
        });
        for (const language of languages)
            test(language, async () => {
                const {page} = hand;
                await hand.visit(language, paths);
                await open(page, `/${language}/desk/sign-in/`);
                await page.fill('input[name=name]', `nobody-${language}`);
                await page.fill('input[name=password]', 'a wrong passphrase');
                assert.match(await press(page, 'main form[action$="/sign-in/"] button'), /^403/);
                assert.ok(await page.textContent('[role=alert]'));
                await hand.look();
                hand.sawNothingWrong();
            });
    });

    describe('every page at the desk', {concurrency: 1}, () => {
        let hand;
        before(async () => {
            hand = await phone();
            await hand.page.goto('/en/desk/sign-in/');
            await signIn(hand, 'registrar');
        });
        for (const language of languages)
            test(language, async () => {
                const {page} = hand;
                await hand.visit(language, deskPaths);
                // Forms differ by their fields alone: axe-core, which takes its time with them, looks
                // at each of them in one of the languages.
                for (const [i, form] of forms.entries())
                    await hand.visit(language, answering(200, [form]), languages[i % languages.length] === language);
                await open(page, `/${language}/desk/`);
                const filings = await page.textContent('main');
                for (const title of titles) assert.ok(filings.includes(title), title);
                assert.doesNotMatch(filings, /sourceDocument|rejectedClient/);
                await open(page, `/${language}/${unfinished}`);
                assert.match(await press(page, 'button[value=submit]'), /^422/);
                // What is wrong is said in the language of the page, and a link leads to it.
                const faults = await page.textContent('[role=alert]');
                assert.match(faults, {en: /Holder: is missing/, fr: /manque/, es: /falta/, ar: /غير مذكور|ناقص|مفقود/}[language]);
                if (language !== 'en') assert.doesNotMatch(faults, /is missing|must /);
                assert.deepEqual(await page.$$eval('[role=alert] a', links => links.filter(({hash}) => !document.getElementById(hash.slice(1))).length), 0);
                await hand.look();
                hand.sawNothingWrong();
            });
        test('of an administrator, in every language', async () => {
            await press(hand.page, 'form[action$="/sign-out/"] button');
            await signIn(hand, 'administrator');
            for (const language of languages) await hand.visit(language, answering(200, ['desk/accounts/', 'desk/audit/']));
            hand.sawNothingWrong();
        });
    });

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
        assert.match(await page.textContent('#results'), /Trouvé.*statut inconnu/s);
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
});

test('a published folder has the pages of the live site', async () => {
    must('publish', register.folder, published);  // what was done at the desk has its leaf
    for (const path of Object.keys(paths).filter(each => !/desk|\?|nowhere/.test(each)))
        for (const language of languages) {
            const live = await (await fetch(`${register.address}/${language}/${path}`)).text();
            assert.equal(readFileSync(join(published, language, path.replace(/(^|\/)$/, '$1index.html')), 'utf8'), live, path);
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
