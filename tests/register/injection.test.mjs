// SQL, HTML, header and spreadsheet injection in every field of every type of record, in every
// parameter and header: what was typed comes out as the text it is, wherever it comes out.

import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {api, generator, putOnRecord, startWithTokens} from './drafting.mjs';
import {code, startBrowser} from './support.mjs';

const rtl = '\u202E', lone = '\uD800';
const hostile = [
    `'; DROP TABLE versions; --`, `<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`,
    `x\r\nSet-Cookie: a=b\r\nX-Injected: 1`, `{{7*7}}\${7*7}#{7*7}`, `${rtl}txt.exe${rtl}`, `=cmd|' /C calc'!A0`, `+1+1`, `-1-1`, `@SUM(1)`,
    `%0d%0aSet-Cookie:%20a=b`, `javascript:alert(1)`, `]]><!--<x/>-->`, `&lt;b&gt;&amp;`, `</title></textarea></style><svg onload=alert(1)>`,
    `\\\\"\\u0000`, `../../../etc/passwd`, `%s%n%x`, `l${'o'.repeat(280)}ng`,
];
const plain = n => hostile[n % hostile.length].replace(/[^]/gu, 'x');

let register, browser, page, ask;
const schemas = new Map(), ids = {};
let types;

before(async () => {
    register = await startWithTokens();
    browser = await startBrowser();
    page = await browser.newPage();
    ask = api(register);
    types = (await ask(null, 'GET', '/v1/types.json')).json.types.map(({name}) => name);
    for (const name of [...types, 'common']) {
        const {json} = await ask(null, 'GET', `/v1/schemas/${name}.json`);
        schemas.set(json.$id, json);
        schemas.set(name, json);
    }
    for (const type of types)
        ids[type] = (await ask(null, 'GET', `/v1/records.json?type=${type}&limit=1`)).json.records[0].id;
});
after(async () => {
    await browser?.close();
    await register?.stop();
});

// The elements of a page with their attributes' names, in order, and what a reader reads; once for
// each page, since many questions have the same answer.
const shapes = new Map();
async function shape(html, type = 'text/html') {
    if (!shapes.has(html)) shapes.set(html, await page.evaluate(shapeOf, [html, type]));
    return shapes.get(html);
}

function shapeOf([html, type]) {
    const document = new DOMParser().parseFromString(html, type);
    const all = [...document.querySelectorAll('*')];
    return {
        elements: all.map(each => `${each.localName} ${[...each.attributes].map(({name}) => name).sort().join(' ')}`),
        handlers: all.flatMap(each => [...each.attributes].filter(({name, value}) =>
            /^on/i.test(name) || (/^(href|src|action|formaction)$/i.test(name) && /^\s*(javascript|data|vbscript):/i.test(value) && value !== 'data:,'))
            .map(({name, value}) => `${each.localName} ${name}=${value}`)),
        text: document.documentElement.textContent,
        title: document.querySelector('h1')?.textContent ?? '',
        fields: [...document.querySelectorAll('main [name^="/"]')].map(each => each.value),
        // What the form of a record sends, and the word that the first form of the page has against forgery.
        sent: [...new FormData(document.querySelector('main form[method=post]:has([name^="/"])') ?? undefined)].map(([name, value]) => [name, String(value)]),
        csrf: document.querySelector('main form input[name=csrf]')?.value ?? '',
    };
}

function checkHeaders(answer, where) {
    assert.equal(answer.headers.get('x-injected'), null, where);
    assert.equal(answer.headers.get('set-cookie'), null, where);
    assert.ok(answer.status < 500, `${where}: ${answer.status} ${answer.text.slice(0, 300)}`);
}

function cells(csv) {
    const rows = [[]];
    for (const [, quoted, bare, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
        rows.at(-1).push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
        if (end === '') break;
        if (end !== ',') rows.push([]);
    }
    return rows.filter(row => row.length > 1 || row[0] !== '');
}

// As a page shows it: what would move or hide other characters is written out.
const squeezed = text => text.replaceAll(rtl, '‹U+202E›').replace(/\s+/g, ' ');

function strings(value, out = []) {
    if (typeof value === 'string') out.push(value);
    else if (value && typeof value === 'object') Object.values(value).forEach(each => strings(each, out));
    return out;
}

async function file(type, choose, more = {}) {
    const base = (await ask(null, 'GET', `/v1/records/${ids[type]}.json`)).json.body;
    let next = 0;
    const make = generator(schemas, ids, () => choose(next++));
    const body = {...structuredClone(base), ...make(schemas.get(type))};
    // Of what may be said in one of several ways only, the way of the example.
    for (const way of schemas.get(type).oneOf ?? [])
        for (const key of way.required ?? []) if (!(key in base)) delete body[key];
    body.asOf = base.asOf;
    // What others of the example refer to, such as its sources, stays there too.
    for (const [key, value] of Object.entries(base))
        if (Array.isArray(value) && Array.isArray(body[key])) body[key] = [...structuredClone(value), ...body[key]];
    return putOnRecord(ask, register.tokens, type, body, base, more);
}

// What hangs together in its order, the rest at the same time.
describe('what was typed', {concurrency: 3}, () => {
    describe('in records', {concurrency: 1}, () => {
        test('hostile text in every field of every type comes out as the text it is', {timeout: 600000}, async () => {
            for (const type of types) {
                const bad = await file(type, n => hostile[n % hostile.length]);
                const good = await file(type, plain);
                const held = strings(bad.body).filter(each => hostile.includes(each));
                assert.ok(held.length >= 2, `${type} took only ${held.length} hostile strings`);

                for (const path of [`/v1/records/${bad.id}.json`, `/v1/records/${bad.id}/1.json`]) {
                    const answer = await ask(null, 'GET', path);
                    checkHeaders(answer, path);
                    assert.deepEqual(answer.json.body, bad.body, path);
                }
                for (const language of ['en', 'ar']) {
                    const [ours, theirs] = await Promise.all([bad, good].map(({id}) => ask(null, 'GET', `/${language}/record/${id}.html`)));
                    assert.equal(ours.status, 200);
                    checkHeaders(ours, type);
                    const [parsed, harmless] = [await shape(ours.text), await shape(theirs.text)];
                    assert.deepEqual(parsed.handlers, [], type);
                    const others = [...new Set(parsed.elements)].filter(each => !harmless.elements.includes(each));
                    assert.deepEqual(others, [], `${type}: its page has elements that one of harmless words has not`);
                    for (const each of new Set(held))
                        assert.ok(squeezed(parsed.text).includes(squeezed(each).trim()), `${type}: the page does not say ${each}`);
                }
            }
        });

        test('lists, feeds, tables and exports hold what was filed', {timeout: 300000}, async () => {
            for (const path of ['/en/recent/', '/en/search/', ...types.map(type => `/en/search/?type=${type}`)]) {
                const answer = await ask(null, 'GET', path);
                checkHeaders(answer, path);
                assert.deepEqual((await shape(answer.text)).handlers, [], path);
            }
            for (const type of types) {
                const {text} = await ask(null, 'GET', `/bulk/${type}.csv`);
                const rows = cells(text);
                assert.ok(rows.length > 1, type);
                for (const row of rows) {
                    assert.equal(row.length, rows[0].length, `${type}.csv: ${row}`);
                    for (const cell of row) assert.doesNotMatch(cell, /^[=+\-@\t\r]/, `${type}.csv: ${cell}`);
                }
            }
            for (const path of ['/bulk/bods.json', '/bulk/ocds-releases.json', '/bulk/ocds-records.json', '/bulk/attribution.json',
                '/feeds/recent.json', '/v1/changes.json', '/v1/records.json?limit=1000']) {
                const answer = await ask(null, 'GET', path);
                checkHeaders(answer, path);
                assert.ok(answer.json, path);
            }
            for (const path of ['/feeds/recent.atom', '/feeds/overdue.atom']) {
                const answer = await ask(null, 'GET', path);
                checkHeaders(answer, path);
                const parsed = await shape(answer.text, 'application/xml');
                assert.ok(!parsed.elements.some(each => /^(parsererror|script|img|svg)/.test(each)), path);
            }
        });
    });

    describe('in reasons and addresses', {concurrency: 1}, () => {
        test('a correction and a takedown with hostile reasons say them as text', async () => {
            for (const words of hostile) {
                const base = (await ask(null, 'GET', `/v1/records/${ids.sourceDocument}.json`)).json.body;
                const {id} = await putOnRecord(ask, register.tokens, 'sourceDocument', structuredClone(base), base);
                await putOnRecord(ask, register.tokens, 'sourceDocument', {...structuredClone(base), title: 'Corrected'}, base, {record: id, kind: 'factChanged', reason: words});
                const before = await shape((await ask(null, 'GET', `/en/record/${id}.html`)).text);
                assert.deepEqual(before.handlers, []);
                assert.ok(squeezed(before.text).includes(squeezed(words).trim()), words);
                const taken = await ask(register.tokens.decides, 'POST', '/v1/takedowns', {record: id, basis: words, authority: words, reason: words});
                checkHeaders(taken, words);
                if (taken.status === 201) {
                    const after = await ask(null, 'GET', `/en/record/${id}.html`);
                    assert.equal(after.status, 410);
                    const parsed = await shape(after.text);
                    assert.deepEqual(parsed.handlers, []);
                    assert.ok(!parsed.elements.some(each => /^(script|img|svg)\b(?! (?!src).*)/.test(each) && !before.elements.includes(each)), words);
                    assert.ok(squeezed(parsed.text).includes(squeezed(words).trim()), words);
                }
            }
        });

        test('what no text may hold is refused, and breaks nothing', async () => {
            for (const text of ['"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"a\\ud800b"', `"${lone}"`]) {
                const body = `{"type":"sourceDocument","body":{"title":${text}}}`;
                const drafted = await ask(register.tokens.files, 'POST', '/v1/filings', body);
                assert.ok([201, 400, 422].includes(drafted.status), `${text}: ${drafted.status}`);
                if (drafted.status !== 201) continue;
                const filing = await ask(register.tokens.files, 'GET', `/v1/filings/${drafted.json.id}`);
                assert.equal(filing.status, 200);
                const submitted = await ask(register.tokens.files, 'POST', `/v1/filings/${drafted.json.id}/submit`, undefined, {'If-Match': filing.etag});
                assert.equal(submitted.status, 422);
            }
        });

        test('hostile parameters, paths and headers are text, or refused', {timeout: 300000}, async () => {
            const paths = ['/v1/records.json', '/v1/search.json', '/v1/changes.json', '/v1/overdue.json', '/v1/register.json', '/en/search/', '/en/',
                '/en/recent/', '/en/overdue/', `/v1/records/${ids.company}.json`, `/v1/licences/${ids.licence}/status.json`, '/en/desk/sign-in/'];
            const names = ['q', 'type', 'country', 'status', 'after', 'limit', 'offset', 'asOf', 'on', 'changedSince', 'page', 'record', 'lang', 'next', 'unknown'];
            const all = [...hostile, '\0', 'x'.repeat(3000)];
            let turn = 0;
            for (const words of all) {
                const coded = encodeURIComponent(words);
                // Every parameter of every address gets some of them, and every one of them some parameters.
                for (const path of paths)
                    for (const name of names) {
                        if (turn++ % 5) continue;
                        const answer = await ask(null, 'GET', `${path}?${name}=${coded}`);
                        checkHeaders(answer, `${path}?${name}=${words}`);
                        if (!(answer.headers.get('content-type') ?? '').startsWith('text/html')) continue;
                        const parsed = await shape(answer.text);
                        assert.deepEqual(parsed.handlers, [], `${path}?${name}=${words}`);
                        assert.ok(!parsed.elements.some(each => /^(script|img|svg) .*(onerror|onload)/.test(each)), words);
                    }
                for (const path of [`/${coded}`, `/v1/records/${coded}.json`, `/en/record/${coded}.html`, `/feeds/${coded}`, `/bulk/${coded}`, `/log/${coded}`, `/files/${coded}`]) {
                    const answer = await ask(null, 'GET', path);
                    checkHeaders(answer, path);
                    assert.ok(answer.status >= 400, path);
                    if ((answer.headers.get('content-type') ?? '').startsWith('text/html')) assert.deepEqual((await shape(answer.text)).handlers, []);
                }
                const sent = words.replace(/[^\x20-\x7e]/g, '?');
                for (const name of ['Accept-Language', 'Accept', 'Cookie', 'Authorization', 'If-None-Match', 'If-Match', 'X-Forwarded-For', 'X-Forwarded-Proto', 'Referer', 'Origin'])
                    for (const path of ['/', '/en/', '/v1/register.json', '/v1/filings', '/en/desk/'])
                        checkHeaders(await ask(null, 'GET', path, undefined, {[name]: sent}), `${name}: ${sent}`);
                for (const body of [{queries: {[words]: {schema: words, properties: {name: [words]}}}}, {queries: {a: {schema: 'Company', properties: {[words]: [words], name: [words]}}}}]) {
                    const answer = await ask(null, 'POST', '/v1/match', body, {'Content-Type': 'application/json'});
                    checkHeaders(answer, `match ${words}`);
                    assert.ok(answer.json, words);
                }
            }
            assert.equal((await ask(null, 'GET', '/v1/register.json')).status, 200);
        });
    });

    test('the form desk gives back as text what was typed into every field of every type', {timeout: 600000}, async () => {
        const context = await browser.newContext({javaScriptEnabled: false, baseURL: register.address});
        const desk = await context.newPage();
        desk.setDefaultTimeout(60000);
        await desk.goto('/en/desk/sign-in/');
        await desk.fill('input[name=name]', 'registrar');
        await desk.fill('input[name=password]', register.passwords.registrar);
        await desk.click('main form[action$="/sign-in/"] button');
        await desk.fill('input[name=code]', code(await desk.textContent('#totp-secret')));
        await desk.click('form[action$="/second-factor/"] button');
        await desk.waitForURL('**/en/desk/');
        const read = async path => shape(await (await context.request.get(path)).text());
        for (const type of types) {
            const begun = await context.request.post('/en/desk/new/', {form: {csrf: (await read('/en/desk/new/')).csrf, type}, maxRedirects: 0});
            assert.equal(begun.status(), 303, type);
            const address = begun.headers().location;
            // Everything that the form sends, each text of it hostile.
            let n = 0;
            const typed = Object.fromEntries((await read(address)).sent.map(([name, value]) =>
                [name, name.startsWith('/') ? hostile[n++ % hostile.length] : name.startsWith('answer:') ? 'given' : value]));
            assert.ok(n > 2, `${type}: the form has ${n} fields`);
            const answer = await context.request.post(address, {form: {...typed, do: 'save'}, maxRedirects: 0});
            assert.ok(answer.status() < 500, `${type}: ${answer.status()}`);
            assert.ok(!('x-injected' in answer.headers()), type);
            const kept = await read(address);
            const whole = kept.fields.filter(value => hostile.some(each => squeezed(each) === squeezed(value)));
            assert.ok(whole.length >= 2, `${type}: the form gives back ${kept.fields.length} fields, and of what was typed ${whole.length}`);
            assert.deepEqual(kept.handlers, [], type);
            assert.ok(!kept.elements.some(each => /^(img|svg|iframe|object) /.test(each) && /on(error|load)/.test(each)), type);
        }
        // To check a password takes a while, and who tries many has to wait: a few of them.
        for (const words of hostile.slice(0, 5))
            for (const path of ['sign-in', 'join', 'second-factor']) {
                const {csrf} = await read(`/en/desk/${path}/`);
                const answer = await context.request.post(`/en/desk/${path}/`, {form: {csrf, name: words, password: words, code: words, next: words}, maxRedirects: 0});
                assert.ok(answer.status() < 500 || answer.status() === 503, `${path} ${words}: ${answer.status()}`);
                assert.ok(!('x-injected' in answer.headers()));
                const location = answer.headers().location ?? '/';
                assert.ok(location.startsWith('/') && !location.startsWith('//'), location);
                assert.deepEqual((await shape(await answer.text())).handlers, []);
            }
        await context.close();
    });
});
