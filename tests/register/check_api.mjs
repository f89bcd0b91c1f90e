// Asks a running register everything its OpenAPI description offers to readers, and holds each
// answer against the description: status, media type, document, ETag. Each parameter is also given
// wrongly, and must be refused with a problem document.
//
//   node check_api.mjs ADDRESS
//
// Needs ajv and ajv-formats. Ends with 1, and a line for each fault, if there is any.

import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const address = process.argv[2]?.replace(/\/$/, '');
if (!address) {
  console.error('usage: node check_api.mjs ADDRESS');
  process.exit(2);
}

const faults = [];
let asked = 0;
const openApi = await (await fetch(`${address}/v1/openapi.json`)).json();
const ajv = new Ajv2020({ strict: false, logger: false });
addFormats(ajv);
ajv.addSchema({ $id: 'openapi', components: openApi.components });
const compile = (schema) =>
  ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/')));
const resolved = (part) => (part.$ref ? part.$ref.slice(2).split('/').reduce((at, key) => at[key], openApi) : part);

// Holds the answer against what the operation says of its status; gives back the document.
async function ask(operation, target, expected, options = {}) {
  asked++;
  const where = `${options.method ?? 'GET'} ${target}`;
  const answer = await fetch(address + target, { redirect: 'manual', ...options });
  const text = await answer.text();
  if (answer.status !== expected) {
    faults.push(`${where}: ${answer.status} in place of ${expected}: ${text.slice(0, 200)}`);
    return {};
  }
  const described = operation.responses[answer.status];
  if (!described) {
    faults.push(`${where}: the status ${answer.status} is not described`);
    return {};
  }
  const [type, { schema }] = Object.entries(resolved(described).content)[0];
  const given = answer.headers.get('content-type') ?? '';
  if (given.split(';')[0] !== type.split(';')[0]) faults.push(`${where}: is ${given} in place of ${type}`);
  if (expected === 200 && resolved(described).headers?.ETag) {
    const etag = answer.headers.get('etag');
    const again = await fetch(address + target, { headers: { 'If-None-Match': etag ?? '' } });
    if (!etag || again.status !== 304) faults.push(`${where}: has no ETag that is known again`);
  }
  if (!type.includes('json')) return text;
  const document = JSON.parse(text);
  const validate = compile(schema);
  if (!validate(document))
    faults.push(`${where}: ${validate.errors[0].instancePath} ${validate.errors[0].message}`);
  return document;
}

const get = (path) => openApi.paths[path].get;
const json = (path, target, status = 200) => ask(get(path), target, status);

// What there is to ask about.
const register = await json('/v1/register.json', '/v1/register.json');
const { types } = await json('/v1/types.json', '/v1/types.json');
const { records } = await json('/v1/records.json', '/v1/records.json?limit=1000');
const { changes } = await json('/v1/changes.json', '/v1/changes.json?after=-1&limit=1000');
const head = records.find((each) => !each.takenDown);
const licence = records.find((each) => each.type === 'licence' && !each.takenDown);
const gone = records.find((each) => each.takenDown);
const today = new Date().toISOString().slice(0, 10);

// Right and wrong values of the parameters; a path has "" for its own.
const values = {
  type: [head.type, 'spaceship'],
  country: [register.countries[0] ?? 'IL', 'Utopia'],
  status: ['active', 'a status'],
  changedSince: ['2024-01-01', 'yesterday'],
  after: { '/v1/records.json': [head.id, 'No Id'], '/v1/changes.json': ['0', '-2'] },
  limit: ['1', '0'],
  offset: ['1', '10001'],
  q: ['example', 'x'.repeat(501)],
  asOf: [today, 'yesterday'],
  on: [today, '2024-13-01'],
};
const places = {
  '/v1/schemas/{type}.json': types.map(({ name }) => `/v1/schemas/${name}.json`).concat('/v1/schemas/common.json'),
  '/v1/types/{type}/page/{n}.json': types.map(({ name }) => `/v1/types/${name}/page/1.json`),
  '/v1/records/{id}.json': records.filter((each) => !each.takenDown).map(({ id }) => `/v1/records/${id}.json`),
  '/v1/records/{id}/{seq}.json': [`/v1/records/${head.id}/${head.seq}.json`],
  '/v1/records/{id}/{seq}.tlog-proof': [`/v1/records/${head.id}/${head.seq}.tlog-proof`],
  '/v1/records/{id}/history.json': records.map(({ id }) => `/v1/records/${id}/history.json`),
  '/v1/changes/{segment}.json': ['/v1/changes/0.json'],
  '/v1/licences/{id}/status.json': licence ? [`/v1/licences/${licence.id}/status.json`] : [],
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
  for (const target of targets) await ask(operation, target, 200);
  if (missing[path]) await ask(operation, missing[path], 404);
  if (path !== '/v1/openapi.json' && targets.length) await ask(operation, `${targets[0]}?unknown=1`, 400);
  for (const { name, in: place } of operation.parameters ?? []) {
    if (place !== 'query' || !targets.length) continue;
    const [right, wrong] = Array.isArray(values[name]) ? values[name] : values[name][path];
    await ask(operation, `${targets[0]}?${name}=${encodeURIComponent(right)}`, 200);
    await ask(operation, `${targets[0]}?${name}=${encodeURIComponent(wrong)}`, 400);
  }
}
if (gone) {
  await json('/v1/records/{id}.json', `/v1/records/${gone.id}.json`, 410);
  await json('/v1/records/{id}/{seq}.json', `/v1/records/${gone.id}/1.json`, 410);
}

// Pages of a list lead to all of it, each once.
const seen = [];
for (let next = '/v1/records.json?limit=7'; next; ) {
  const page = await json('/v1/records.json', next);
  seen.push(...page.records.map(({ id }) => id));
  next = page.next && page.next.slice(page.next.indexOf('/v1/'));
}
if (JSON.stringify(seen) !== JSON.stringify(records.map(({ id }) => id)) && records.length < 1000)
  faults.push('/v1/records.json: its pages are not the whole list');
const indexes = changes.map(({ index }) => index);
if (indexes.some((index, i) => i > 0 && index <= indexes[i - 1])) faults.push('/v1/changes.json: is out of order');

// Batches.
const match = openApi.paths['/v1/match'].post;
const post = (body, status) =>
  ask(match, '/v1/match', status, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const request = { queries: { a: { schema: 'Company', properties: { name: [head.title] } } }, cutoff: 0.1 };
if (!compile(match.requestBody.content['application/json'].schema)(request)) faults.push('/v1/match: its own example is none');
const matched = await post(request, 200);
if (head.type === 'company' && matched.responses?.a.results[0]?.record.id !== head.id)
  faults.push(`/v1/match: does not find ${head.title}`);
await post('{', 400);
await post({ queries: {} }, 400);

for (const [path, methods] of Object.entries(openApi.paths)) {
  if (!Object.values(methods)[0].security) continue;
  const target = path.replace('{id}', 'filing-that-is-not');
  for (const [method, operation] of Object.entries(methods))
    await ask(operation, target, 401, { method: method.toUpperCase() });
}

for (const each of faults) console.error(each);
console.log(`${asked} questions: ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
