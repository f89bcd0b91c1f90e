// Bodies of records made from their schemas, and brought on record through the API by two
// registrars with a token each.

import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {must, startRegister} from './support.mjs';

// The demonstration, with tokens: one to file with, one to decide with, and one of a filer.
export async function startWithTokens() {
    const tokens = {};
    const register = await startRegister((folder, place) => {
        const file = join(place, 'password');
        writeFileSync(file, 'a long enough passphrase\n');
        must('account', 'add', folder, 'second-registrar', '--role', 'registrar', '--password-file', file);
        const token = name => must('account', 'token', folder, name).trim();
        // Somebody to encrypt attachments to.
        const settings = join(folder, 'register.json');
        writeFileSync(settings, JSON.stringify({...JSON.parse(readFileSync(settings, 'utf8')),
            recipients: ['age1setsky2xzzr44mx653f9khfes72h828v3yp0sp4xrs6jzy3c8eesv7gj8f']}));
        Object.assign(tokens, {files: token('registrar'), decides: token('second-registrar'), filer: token('filer')});
    });
    return {...register, tokens};
}

export function api(register) {
    return async (token, method, path, body, more = {}) => {
        const headers = {...more};
        if (token) headers.Authorization = `Bearer ${token}`;
        const sent = body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
        const answer = await fetch(register.address + path, {method, headers, body: sent, redirect: 'manual'});
        const text = await answer.text();
        let json = null;
        try {
            json = JSON.parse(text);
        } catch {
            // what is no JSON is looked at as text
        }
        return {status: answer.status, headers: answer.headers, text, json, etag: answer.headers.get('etag')};
    };
}

const formats = {
    date: '2025-01-01', 'partial-date': '2025-01', 'date-time': '2025-01-01T00:00:00Z', language: 'en', country: 'AQ',
    uri: 'https://example.org/a', lei: '5493001KJTIIGC8Y1R12', currency: 'EUR', sha256: 'a'.repeat(64), isin: 'US0378331005', mic: 'XNAS',
};

// A value for every property that the schema knows; `text` gives the strings that anybody may
// choose, `ids` an existing record of each type. What does not fit is taken back by whoever files.
export function generator(schemas, ids, text) {
    const resolve = reference => {
        const [id, pointer] = reference.split('#');
        return pointer.split('/').slice(1).reduce((at, key) => at[key], schemas.get(id));
    };
    return function make(schema, depth = 0) {
        if (schema['x-record']) return ids[schema['x-record']] ?? ids.company;
        if (schema.$ref) return make({...resolve(schema.$ref), ...Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$ref'))}, depth);
        if ('const' in schema) return schema.const;
        if (schema.enum) return schema.enum[0];
        for (const key of ['anyOf', 'oneOf']) if (schema[key] && !schema.properties) return make(schema[key][0], depth);
        const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
        if (type === 'object' || schema.properties) {
            if (depth > 6) return {};
            return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, value]) => [key, make(value, depth + 1)]));
        }
        if (type === 'array') return [make(schema.items, depth + 1)];
        if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
        if (type === 'boolean') return true;
        if (schema.format) return formats[schema.format] ?? 'x';
        return text(schema);
    };
}

function parentOf(value, pointer) {
    const keys = pointer.split('/').slice(1).map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    let at = value;
    for (const key of keys.slice(0, -1)) at = at?.[key];
    return [at, keys.at(-1)];
}

// Goes back to what `base` has at the place of each fault, or leaves the property out.
function mend(body, base, faults) {
    for (const {at} of faults) {
        for (let pointer = at; pointer; pointer = pointer.slice(0, pointer.lastIndexOf('/'))) {
            const [inBody, key] = parentOf(body, pointer);
            const [inBase] = parentOf(base, pointer);
            if (inBase && typeof inBase === 'object' && key in inBase) {
                if (!inBody || typeof inBody !== 'object') continue;
                if (JSON.stringify(inBody[key]) === JSON.stringify(inBase[key])) continue;
                inBody[key] = structuredClone(inBase[key]);
                break;
            }
            if (inBody && typeof inBody === 'object' && key in inBody) {
                if (Array.isArray(inBody)) inBody.splice(Number(key), 1);
                else delete inBody[key];
                break;
            }
        }
    }
}

// The filing, submitted and accepted, with what was accepted.
export async function putOnRecord(ask, tokens, type, body, base, more = {}) {
    let filing = await ask(tokens.files, 'POST', '/v1/filings', {type, body, ...more});
    assert.equal(filing.status, 201, filing.text);
    for (let round = 0; filing.json.faults.length; round++) {
        assert.ok(round < 60, `${type} is never without faults: ${JSON.stringify(filing.json.faults.slice(0, 5))}`);
        body = filing.json.body;
        mend(body, base, filing.json.faults);
        filing = await ask(tokens.files, 'PUT', `/v1/filings/${filing.json.id}`, body, {'If-Match': filing.etag});
        assert.equal(filing.status, 200, filing.text);
    }
    for (const [token, step] of [[tokens.files, 'submit'], [tokens.decides, 'accept']]) {
        filing = await ask(token, 'POST', `/v1/filings/${filing.json.id}/${step}`, undefined, {'If-Match': filing.etag});
        assert.equal(filing.status, 200, filing.text);
    }
    return {id: filing.json.record, filing: filing.json.id, body, index: filing.json.index};
}
