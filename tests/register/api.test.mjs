// The running server against its OpenAPI description, both ways: whatever is described is asked
// for, with right and wrong parameters, and whatever is answered is described, in its status, its
// media type and its schema. Every answer that is described is seen, but for those of a server that
// is broken or too busy.

import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import {createHash, randomBytes} from 'node:crypto';
import {after, before, test} from 'node:test';
import {api, startWithTokens} from './drafting.mjs';

let register, ask, openApi, ajv, compiled, first;
const seen = new Set();

const resolved = part => part.$ref ? part.$ref.slice(2).split('/').reduce((at, key) => at[key], openApi) : part;

function fits(schema, value, where) {
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/');
    if (!compiled.has(text)) compiled.set(text, ajv.compile(JSON.parse(text)));
    const validate = compiled.get(text);
    assert.ok(validate(value), `${where}: ${ajv.errorsText(validate.errors)}`);
}

before(async () => {
    register = await startWithTokens();
    ask = api(register);
    openApi = (await ask(null, 'GET', '/v1/openapi.json')).json;
    ajv = new Ajv2020({strict: false, logger: false});
    addFormats(ajv);
    ajv.addSchema({$id: 'openapi', components: openApi.components});
    compiled = new Map();
    first = (await ask(null, 'GET', '/v1/records.json?limit=1000')).json.records;
});
after(() => register?.stop());

// Asks, and holds the answer against the description of `path`.
async function check(method, path, target, expected, {token = null, body, headers} = {}) {
    const operation = openApi.paths[path][method.toLowerCase()];
    const where = `${method} ${target}`;
    const answer = await ask(token, method, target, body, headers);
    assert.equal(answer.status, expected, `${where}: ${answer.text.slice(0, 300)}`);
    const response = operation.responses[expected];
    assert.ok(response, `${where}: the status ${expected} is not described`);
    seen.add(`${method} ${path} ${expected}`);
    const [type, {schema}] = Object.entries(resolved(response).content)[0];
    assert.equal((answer.headers.get('content-type') ?? '').split(';')[0], type.split(';')[0], where);
    if (type.includes('json')) fits(schema, answer.json, where);
    if (expected === 200 && resolved(response).headers?.ETag && method === 'GET' && !token) {
        const again = await ask(null, 'GET', target, undefined, {'If-None-Match': answer.etag ?? ''});
        assert.equal(again.status, 304, `${where}: its ETag is not known again`);
        const head = await fetch(register.address + target, {method: 'HEAD'});
        assert.deepEqual([head.status, head.headers.get('etag'), await head.text()], [200, answer.etag, ''], where);
    }
    return answer;
}

test('whatever readers are offered is answered as it is described', {timeout: 300000}, async () => {
    const {countries} = (await check('GET', '/v1/register.json', '/v1/register.json', 200)).json;
    const {types} = (await check('GET', '/v1/types.json', '/v1/types.json', 200)).json;
    const head = first.find(each => !each.takenDown), licence = first.find(each => each.type === 'licence');
    const today = new Date().toISOString().slice(0, 10);
    const values = {
        type: [head.type, 'spaceship'], country: [countries?.[0] ?? 'IL', 'Utopia'], status: ['active', 'a status'],
        changedSince: ['2024-01-01', 'yesterday'], limit: ['1', '0'], offset: ['1', '10001'], q: ['example', 'x'.repeat(501)],
        after: {'/v1/records.json': [head.id, 'No Id'], '/v1/changes.json': ['0', '-2']},
        asOf: [today, 'yesterday'], on: [today, '2024-13-01'],
    };
    const places = {
        '/v1/schemas/{type}.json': [...types.map(({name}) => `/v1/schemas/${name}.json`), '/v1/schemas/common.json'],
        '/v1/types/{type}/page/{n}.json': types.map(({name}) => `/v1/types/${name}/page/1.json`),
        '/v1/records/{id}.json': first.map(({id}) => `/v1/records/${id}.json`),
        '/v1/records/{id}/{seq}.json': [`/v1/records/${head.id}/${head.seq}.json`],
        '/v1/records/{id}/{seq}.tlog-proof': [`/v1/records/${head.id}/${head.seq}.tlog-proof`],
        '/v1/records/{id}/history.json': first.map(({id}) => `/v1/records/${id}/history.json`),
        '/v1/changes/{segment}.json': ['/v1/changes/0.json'],
        '/v1/licences/{id}/status.json': [`/v1/licences/${licence.id}/status.json`],
    };
    const missing = {
        '/v1/schemas/{type}.json': '/v1/schemas/spaceship.json',
        '/v1/types/{type}/page/{n}.json': '/v1/types/company/page/999999.json',
        '/v1/records/{id}.json': '/v1/records/company-that-is-not.json',
        '/v1/records/{id}/{seq}.json': `/v1/records/${head.id}/999.json`,
        '/v1/records/{id}/{seq}.tlog-proof': `/v1/records/${head.id}/999.tlog-proof`,
        '/v1/records/{id}/history.json': '/v1/records/company-that-is-not/history.json',
        '/v1/changes/{segment}.json': '/v1/changes/999999.json',
        '/v1/licences/{id}/status.json': '/v1/licences/licence-that-is-not/status.json',
    };
    for (const [path, methods] of Object.entries(openApi.paths)) {
        const operation = methods.get;
        if (!operation || operation.security) continue;
        const targets = places[path] ?? [path];
        for (const target of targets) await check('GET', path, target, 200);
        if (missing[path]) await check('GET', path, missing[path], 404);
        if (path !== '/v1/openapi.json') await check('GET', path, `${targets[0]}?unknown=1`, 400);
        for (const part of operation.parameters ?? []) {
            const {name, in: place} = resolved(part);
            if (place !== 'query') continue;
            const [right, wrong] = Array.isArray(values[name]) ? values[name] : values[name][path];
            await check('GET', path, `${targets[0]}?${name}=${encodeURIComponent(right)}`, 200);
            await check('GET', path, `${targets[0]}?${name}=${encodeURIComponent(wrong)}`, 400);
        }
    }
});

test('the pages of a list are the whole list, and changes are in their order', async () => {
    const ids = [];
    for (let next = '/v1/records.json?limit=7'; next;) {
        const page = (await check('GET', '/v1/records.json', next, 200)).json;
        ids.push(...page.records.map(({id}) => id));
        next = page.next && page.next.slice(page.next.indexOf('/v1/'));
    }
    assert.deepEqual(ids, first.map(({id}) => id));
    const {changes} = (await check('GET', '/v1/changes.json', '/v1/changes.json?after=-1&limit=1000', 200)).json;
    changes.forEach(({index}, i) => assert.ok(i === 0 || index > changes[i - 1].index));
});

test('batches are matched', async () => {
    const company = first.find(each => each.type === 'company');
    const request = {queries: {a: {schema: 'Company', properties: {name: [company.title]}}}, cutoff: 0.1};
    const headers = {'Content-Type': 'application/json'};
    fits(openApi.paths['/v1/match'].post.requestBody.content['application/json'].schema, request, 'the request');
    const {responses} = (await check('POST', '/v1/match', '/v1/match', 200, {body: request, headers})).json;
    assert.equal(responses.a.results[0].record.id, company.id);
    await check('POST', '/v1/match', '/v1/match', 400, {body: '{', headers});
    await check('POST', '/v1/match', '/v1/match', 400, {body: {queries: {}}, headers});
    await check('POST', '/v1/match', '/v1/match', 413, {body: 'x'.repeat(3 << 20), headers});
});

test('filings go their way, and each refusal is as described', {timeout: 300000}, async () => {
    const {files, decides, filer} = register.tokens;
    const text = Buffer.alloc(3 << 20, 'x'), sha256 = createHash('sha256').update(text).digest('hex');
    const document = (await ask(null, 'GET', `/v1/records/${first.find(each => each.type === 'sourceDocument').id}.json`)).json.body;
    const body = {...document, sha256, mediaType: 'text/plain', size: text.length};
    const wrong = {type: 'sourceDocument', body: {title: 'Nothing else'}};
    const one = '/v1/filings/{id}';
    const draft = async (what = {type: 'sourceDocument', body}) => (await check('POST', '/v1/filings', '/v1/filings', 201, {token: files, body: what}));
    const at = ({etag}) => ({'If-Match': etag});
    const step = (name, filing, status, more = {}) =>
        check('POST', `${one}/${name}`, `/v1/filings/${filing.json?.id ?? filing}/${name}`, status, {token: files, headers: filing.etag ? at(filing) : {}, ...more});
    const none = {json: {id: 'filing-that-is-not'}, etag: '"1"'};
    const steps = ['submit', 'withdraw', 'return', 'refuse', 'accept'];

    for (const [path, methods] of Object.entries(openApi.paths))
        for (const [method, operation] of Object.entries(methods)) {
            if (!operation.security) continue;
            const target = path.replace('{id}', 'filing-that-is-not');
            await check(method.toUpperCase(), path, target, 401, {token: 'bridle_wrong'});
            await check(method.toUpperCase(), path, `${target}?a=%zz`, 400, {token: files, headers: at(none)});
            if (method === 'get') continue;
            const most = /\/(attachments|file)$/.test(path) ? 35 : 3;
            await check(method.toUpperCase(), path, target, 413, {token: files, body: 'x'.repeat(most << 20), headers: at(none)});
            if (operation.requestBody?.content['application/json'])
                await check(method.toUpperCase(), path, target, 400, {token: files, body: '{', headers: at(none)});
        }
    await check('GET', '/v1/filings', '/v1/filings?state=lost', 400, {token: files});
    const filing = await draft();
    assert.match(filing.headers.get('location'), /^\/v1\/filings\/filing-/);
    await check('GET', '/v1/filings', '/v1/filings', 200, {token: files});
    await check('GET', '/v1/filings', '/v1/filings?state=draft', 200, {token: files});
    const target = `/v1/filings/${filing.json.id}`;
    await check('GET', one, target, 200, {token: files});
    await check('GET', one, target, 404, {token: filer});
    await check('POST', '/v1/filings', '/v1/filings', 403, {token: filer, body: {type: 'measure'}});
    await check('POST', '/v1/filings', '/v1/filings', 404, {token: files, body: {record: 'company-that-is-not', kind: 'factChanged', reason: 'so'}});
    await check('POST', '/v1/filings', '/v1/filings', 422, {token: files, body: {type: 'spaceship'}});
    await check('POST', '/v1/filings', '/v1/filings', 413, {token: files, body: {type: 'company', body: {name: 'x'.repeat(1100000)}}});
    await check('PUT', one, target, 428, {token: files, body});
    await check('PUT', one, target, 412, {token: files, body, headers: {'If-Match': '"99"'}});
    await check('PUT', one, '/v1/filings/filing-that-is-not', 404, {token: files, body, headers: at(none)});
    await check('PUT', one, target, 413, {token: files, body: {name: 'x'.repeat(1100000)}, headers: at(filing)});
    const saved = await check('PUT', one, target, 200, {token: files, body, headers: at(filing)});
    for (const name of steps) {
        const reasons = {body: {reasons: 'for a reason'}};
        await step(name, filing, 428, {...reasons, headers: {}});
        await step(name, {...saved, etag: '"99"'}, 412, {...reasons, token: ['submit', 'withdraw'].includes(name) ? files : decides});
        await step(name, none, 404, {...reasons, token: ['submit', 'withdraw'].includes(name) ? files : decides});
        if (!['submit', 'withdraw'].includes(name)) await step(name, saved, 403, {...reasons, token: files});
    }
    await step('submit', await draft(wrong), 422);
    const submitted = await step('submit', saved, 200);
    await check('PUT', one, target, 403, {token: files, body, headers: at(submitted)});
    await step('submit', submitted, 403);
    await step('return', submitted, 422, {token: decides, body: {reasons: ''}});
    await step('refuse', submitted, 422, {token: decides, body: {reasons: ''}});
    await step('return', submitted, 413, {token: decides, body: {reasons: 'x'.repeat(5000)}});
    await step('refuse', submitted, 413, {token: decides, body: {reasons: 'x'.repeat(5000)}});
    const returned = await step('return', submitted, 200, {token: decides, body: {reasons: 'once more'}});
    const again = await step('submit', returned, 200);
    const accepted = await step('accept', again, 200, {token: decides});
    assert.equal(accepted.json.state, 'accepted');
    await step('withdraw', accepted, 403);
    const other = await step('submit', await draft(), 200);
    await step('refuse', other, 200, {token: decides, body: {reasons: 'no'}});
    await step('withdraw', await draft(), 200);

    const attach = `${one}/attachments`;
    const attached = await draft();
    const attachments = `/v1/filings/${attached.json.id}/attachments`;
    await check('POST', attach, `${attachments}?name=a.txt&mediaType=text/plain`, 422, {token: files, body: 'no ciphertext'});
    const key = randomBytes(32).toString('base64').replace('=', '');
    const header = `age-encryption.org/v1\n-> X25519 ${key}\n${key}\n--- ${key}\n`;
    const age = Buffer.concat([Buffer.from(header), randomBytes(16 + 100)]);
    await check('POST', attach, `${attachments}?name=a.txt&mediaType=text/plain`, 201, {token: files, body: age});
    await check('POST', attach, '/v1/filings/filing-that-is-not/attachments?name=a&mediaType=text/plain', 404, {token: files, body: age});
    await check('POST', attach, `${attachments}?name=a&mediaType=text/plain`, 404, {token: filer, body: age});
    await check('POST', attach, `${target}/attachments?name=a&mediaType=text/plain`, 403, {token: files, body: age});

    // Of two filings that say the same, the second changes nothing once the first is on record.
    const correction = {record: accepted.json.record, kind: 'factChanged', reason: 'so', body: {...body, title: 'Corrected'}};
    const [one_of_two, other_of_two] = [await step('submit', await draft(correction), 200), await step('submit', await draft(correction), 200)];
    await step('accept', one_of_two, 200, {token: decides});
    await step('accept', other_of_two, 422, {token: decides});

    // The file of the document that is on record by now; longer than what other addresses take.
    const file = '/v1/records/{id}/file', its = id => `/v1/records/${id}/file`, itself = accepted.json.record;
    const typed = {token: decides, body: text, headers: {'Content-Type': 'text/plain'}};
    await check('POST', file, its(itself), 403, {...typed, token: filer});
    await check('POST', file, its('source-document-that-is-not'), 404, typed);
    await check('POST', file, its(first.find(each => each.type === 'company').id), 422, typed);
    await check('POST', file, its(itself), 422, {...typed, body: 'another text'});
    const added = await check('POST', file, its(itself), 201, typed);
    assert.equal(added.headers.get('location'), `/files/${sha256}`);
    assert.equal((await ask(null, 'GET', added.headers.get('location'))).text, text.toString());
    await check('POST', file, its(itself), 200, typed);
    const {links} = (await check('GET', '/v1/records/{id}.json', `/v1/records/${itself}.json`, 200)).json;
    assert.equal(links.file, added.json.links.file);

    const down = {record: accepted.json.record, basis: 'Article 17', authority: 'A court', reason: 'An order'};
    fits(openApi.components.schemas.NewTakedown, down, 'the request');
    await check('POST', '/v1/takedowns', '/v1/takedowns', 403, {token: filer, body: down});
    await check('POST', '/v1/takedowns', '/v1/takedowns', 404, {token: files, body: {...down, record: 'company-that-is-not'}});
    await check('POST', '/v1/takedowns', '/v1/takedowns', 422, {token: files, body: {...down, basis: ''}});
    await check('POST', '/v1/takedowns', '/v1/takedowns', 413, {token: files, body: {...down, reason: 'x'.repeat(5000)}});
    await check('POST', '/v1/takedowns', '/v1/takedowns', 201, {token: files, body: down});
    await check('GET', '/v1/records/{id}.json', `/v1/records/${down.record}.json`, 410);
    await check('POST', file, its(itself), 410, typed);
    assert.equal((await ask(null, 'GET', `/files/${sha256}`)).status, 404);
    await check('GET', '/v1/records/{id}/{seq}.json', `/v1/records/${down.record}/1.json`, 410);
    const licence = first.find(each => each.type === 'licence').id;
    await check('POST', '/v1/takedowns', '/v1/takedowns', 201, {token: files, body: {...down, record: licence}});
    await check('GET', '/v1/licences/{id}/status.json', `/v1/licences/${licence}/status.json`, 410);
});

test('every answer that is described was seen', () => {
    const rare = new Set(['429', '500']);
    const unseen = [];
    for (const [path, methods] of Object.entries(openApi.paths))
        for (const [method, operation] of Object.entries(methods))
            for (const status of Object.keys(operation.responses ?? {}))
                if (!rare.has(status) && !seen.has(`${method.toUpperCase()} ${path} ${status}`))
                    unseen.push(`${method.toUpperCase()} ${path} ${status}`);
    assert.deepEqual(unseen, []);
});

test('methods that are not described are not there', async () => {
    for (const [path, methods] of Object.entries(openApi.paths)) {
        const target = path.replace('{id}', 'company-x').replace('{type}', 'company').replace('{n}', '1').replace('{seq}', '1').replace('{segment}', '0');
        for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
            if (methods[method.toLowerCase()]) continue;
            const answer = await ask(register.tokens.files, method, target, method === 'GET' ? undefined : '{}');
            assert.equal(answer.status, 405, `${method} ${target}`);
            assert.ok(answer.headers.get('allow'), `${method} ${target}`);
        }
        const options = await ask(null, 'OPTIONS', target);
        assert.equal(options.status, 204, target);
        for (const method of Object.keys(methods)) assert.ok(options.headers.get('allow').includes(method.toUpperCase()), `${target}: ${options.headers.get('allow')}`);
    }
});
