// Checks a published folder against schemas that others wrote: BODS 0.4 and OCDS 1.1.5 as they are
// published, the documents of the API against its OpenAPI description, every body against its own
// schema, and the catalogue against the files it names.
//
//   node validate_exports.mjs PUBLISHED_FOLDER SCHEMAS_FOLDER [OPENAPI]
//
// Needs ajv, ajv-draft-04 and ajv-formats. Ends with 1, and a line for each fault, if there is any.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';

const [folder, schemas, openApiFile] = process.argv.slice(2);
if (!folder || !schemas) {
  console.error('usage: node validate_exports.mjs PUBLISHED_FOLDER SCHEMAS_FOLDER [OPENAPI]');
  process.exit(2);
}

const mostFaults = 100;
const faults = [];
const fault = (where, what) => faults.push(`${where}: ${what}`);
const text = (path) => readFileSync(join(folder, path), 'utf8');
const json = (file) => JSON.parse(readFileSync(file, 'utf8'));

function check(validate, value, where) {
  if (validate(value)) return true;
  for (const each of validate.errors.slice(0, 5))
    fault(where, `${each.instancePath || '/'} ${each.message} ${JSON.stringify(each.params)}`);
  return false;
}

// The schemas are not ours to be strict about.
function validator(Kind) {
  const ajv = new Kind({ strict: false, allErrors: false, logger: false });
  addFormats(ajv);
  return ajv;
}

// ---- BODS

// Its ids, such as urn:entity, are no URNs that ajv could take apart; any other address will do.
function bodsSchema(name) {
  const text = readFileSync(join(schemas, 'bods-0.4', `${name}.json`), 'utf8');
  return JSON.parse(text.replaceAll('"urn:', '"https://bods.invalid/'));
}

function checkBods() {
  const ajv = validator(Ajv2020);
  for (const name of ['components', 'entity-record', 'person-record', 'relationship-record'])
    ajv.addSchema(bodsSchema(name));
  const validate = ajv.compile(bodsSchema('statement'));
  const statements = JSON.parse(text('bulk/bods.json'));
  statements.forEach((each, i) => check(validate, [each], `bulk/bods.json, statement ${i}`));

  const ids = new Set();
  const records = new Set();
  statements.forEach((each, i) => {
    const where = `bulk/bods.json, statement ${i} of ${each.recordId}`;
    if (ids.has(each.statementId)) fault(where, 'has the statementId of another');
    ids.add(each.statementId);
    const details = each.recordDetails;
    for (const party of [details.subject, details.interestedParty, ...(details.componentRecords ?? [])])
      if (typeof party === 'string' && !records.has(party)) fault(where, `${party} does not stand before it`);
    records.add(each.recordId);
  });

  const lines = text('bulk/bods.jsonl').split('\n').filter(Boolean);
  if (JSON.stringify(lines.map((line) => JSON.parse(line))) !== JSON.stringify(statements))
    fault('bulk/bods.jsonl', 'does not hold the same statements as bods.json');
  return statements.length;
}

// ---- OCDS

// Releases merged as the standard has it: nulls remove, lists of objects with ids merge by them.
function merged(target, release) {
  for (const [key, value] of Object.entries(release)) {
    if (value === null) {
      delete target[key];
    } else if (Array.isArray(value) && value.length && value.every((each) => each && each.id !== undefined)) {
      const list = (target[key] ??= []);
      for (const each of value) {
        let there = list.find((other) => other.id === each.id);
        if (!there) list.push((there = {}));
        merged(there, each);
      }
    } else if (typeof value === 'object' && !Array.isArray(value)) {
      target[key] = merged(target[key] ?? {}, value);
      if (!Object.keys(target[key]).length) delete target[key];
    } else {
      target[key] = value;
    }
  }
  return target;
}

const sorted = (value) =>
  Array.isArray(value)
    ? value.map(sorted)
    : value && typeof value === 'object'
      ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]))
      : value;

function checkOcds() {
  if (!existsSync(join(folder, 'bulk/ocds-releases.json'))) return 0;  // there is no contract
  const ajv = validator(Ajv04);
  for (const name of ['release', 'versioned-release-validation-schema'])
    ajv.addSchema(json(join(schemas, `ocds-1.1.5-${name}.json`)));
  const releases = JSON.parse(text('bulk/ocds-releases.json'));
  const records = JSON.parse(text('bulk/ocds-records.json'));
  check(ajv.compile(json(join(schemas, 'ocds-1.1.5-release-package-schema.json'))), releases, 'bulk/ocds-releases.json');
  check(ajv.compile(json(join(schemas, 'ocds-1.1.5-record-package-schema.json'))), records, 'bulk/ocds-records.json');

  const ids = new Set(releases.releases.map((each) => each.id));
  if (ids.size !== releases.releases.length) fault('bulk/ocds-releases.json', 'has two releases with one id');
  for (const record of records.records) {
    const compiled = {};
    for (const { id, date, tag, ...rest } of record.releases) merged(compiled, rest);
    const { id, date, tag, ...rest } = record.compiledRelease;
    if (JSON.stringify(sorted(compiled)) !== JSON.stringify(sorted(rest)))
      fault('bulk/ocds-records.json', `the compiled release of ${record.ocid} is not its releases merged`);
  }
  for (const name of ['extension', 'release-schema']) JSON.parse(text(`bulk/ocds-extension/${name}.json`));
  return releases.releases.length;
}

// ---- the catalogue

function checkCatalogue() {
  const catalogue = JSON.parse(text('bulk/catalogue.jsonld'));
  const turtle = text('bulk/catalogue.ttl');
  const distributions = catalogue['dcat:dataset']['dcat:distribution'];
  for (const each of distributions) {
    const url = each['dcat:downloadURL']['@id'];
    const path = url.slice(url.indexOf('/bulk/') + 1);
    const bytes = readFileSync(join(folder, path));
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (Number(each['dcat:byteSize']['@value']) !== bytes.length) fault(path, 'has another size than the catalogue says');
    if (each['spdx:checksum']['spdx:checksumValue']['@value'] !== digest) fault(path, 'has another SHA-256 than the catalogue says');
    if (!turtle.includes(`<${url}>`) || !turtle.includes(digest)) fault('bulk/catalogue.ttl', `does not have ${url}`);
  }
  return distributions.length;
}

// ---- the API

function* files(path) {
  for (const entry of readdirSync(join(folder, path), { withFileTypes: true }))
    if (entry.isDirectory()) yield* files(`${path}/${entry.name}`);
    else yield `${path}/${entry.name}`;
}

function checkApi() {
  const openApi = openApiFile ? json(openApiFile) : JSON.parse(text('v1/openapi.json'));
  const ajv = validator(Ajv2020);
  ajv.addSchema({ $id: 'openapi', components: openApi.components });
  const compiled = new Map();
  const validate = (schema) => {
    const key = JSON.stringify(schema);
    if (!compiled.has(key))
      compiled.set(key, ajv.compile(JSON.parse(key.replaceAll('"#/components/', '"openapi#/components/'))));
    return compiled.get(key);
  };
  // The most particular first: without parameters before those with some.
  const routes = Object.entries(openApi.paths)
    .filter(([, methods]) => methods.get)
    .map(([path, { get }]) => ({
      pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]*\}/g, '[^/]+?')}$`),
      parameters: path.split('{').length,
      get,
    }))
    .sort((a, b) => a.parameters - b.parameters);

  const bodies = validator(Ajv2020);
  for (const name of ['lei', 'org-id', 'isin', 'mic', 'country', 'currency', 'language', 'partial-date', 'sha256'])
    bodies.addFormat(name, true);
  const types = readdirSync(join(folder, 'v1/schemas'));
  for (const name of types) bodies.addSchema(JSON.parse(text(`v1/schemas/${name}`)));

  let count = 0;
  for (const path of files('v1')) {
    if (faults.length >= mostFaults) break;
    count++;
    const route = routes.find(({ pattern }) => pattern.test(`/${path}`));
    if (!route) {
      fault(path, 'is no address of the OpenAPI description');
      continue;
    }
    const [type, { schema }] = Object.entries(route.get.responses['200'].content)[0];
    if (type.startsWith('text/')) {
      if (!text(path).startsWith('c2sp.org/tlog-proof@v1\n')) fault(path, 'is no receipt');
      continue;
    }
    const document = JSON.parse(text(path));
    const gone = document.action === 'tombstone' && route.get.responses['410'];
    check(validate(gone ? { $ref: '#/components/schemas/Tombstone' } : schema), document, path);
    if (document.body && document.schema) {
      const own = bodies.getSchema(document.schema);
      if (own) check(own, document.body, `${path}, body`);
      else fault(path, `names the schema ${document.schema}, which is not published`);
    }
  }
  return count;
}

const counts = {
  'BODS statements': checkBods(),
  'OCDS releases': checkOcds(),
  'files of the catalogue': checkCatalogue(),
  'documents of the API': checkApi(),
};
for (const each of faults.slice(0, mostFaults)) console.error(each);
console.log(Object.entries(counts).map(([what, count]) => `${count} ${what}`).join(', ') + `: ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
