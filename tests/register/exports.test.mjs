// What is published for programs, held against the schemas that others published, and our own.

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {must} from './support.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const schemas = join(here, '../../../shared/data/schemas');
let place, published;

before(() => {
    place = mkdtempSync(join(tmpdir(), 'bridle-exports-'));
    published = join(place, 'published');
    must('demonstration', join(place, 'register'));
    must('publish', join(place, 'register'), published);
});
after(() => rmSync(place, {recursive: true, force: true}));

test('exports are valid by BODS 0.4, OCDS 1.1.5 and our own schemas', {skip: !existsSync(schemas) && 'no ../shared'}, () => {
    const done = spawnSync('node', [join(here, 'validate_exports.mjs'), published, schemas,
        join(here, '../../src/register/web/openapi.json')], {encoding: 'utf8'});
    assert.equal(done.status, 0, done.stdout + done.stderr);
});

test('feeds are well-formed', () => {
    const feeds = readdirSync(join(published, 'feeds'), {recursive: true}).filter(name => name.endsWith('.atom'));
    const found = feeds.length ? feeds : ['recent.atom', 'overdue.atom'];
    for (const name of found) {
        const done = spawnSync('xmllint', ['--noout', '--nonet', join(published, 'feeds', name)], {encoding: 'utf8'});
        assert.equal(done.status, 0, done.stderr);
    }
});
