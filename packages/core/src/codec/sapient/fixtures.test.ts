import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { need, sharedDir } from '../../../../../tools/test/need.ts';
import { bytesFromHex, hexFromBytes } from '../../base/bytes.ts';
import { frameSapient } from './frames.ts';
import { inspectSapient } from './inspect.ts';
import { readSapient, writeSapient } from './read.ts';
import { schemas } from './schema.ts';

const skip = need('shared');
const folder = join(sharedDir, 'captures', 'sapient');

interface Expected {
  readonly set: string;
  readonly file: string;
  readonly json_parse: 'ok' | 'error';
  readonly apex_errors?: readonly string[];
  readonly wire_hex?: string;
}

function expectations(): Expected[] {
  return JSON.parse(readFileSync(join(folder, 'expected', 'apex_verdicts.json'), 'utf8')) as Expected[];
}

/** `alert.location.x (mandatory fields present): …` -> `alert.location.x` */
function paths(errors: readonly string[]): string[] {
  return errors.map((error) => error.split(/ \(|: /)[0]);
}

test(
  'every fixture gets the verdict, the fields at fault and the bytes that Dstl’s middleware gives it',
  { skip },
  () => {
    for (const { set, file, json_parse, apex_errors, wire_hex } of expectations()) {
      const found = [...inspectSapient(readFileSync(join(folder, 'fixtures', set, file)), { wire: true })];
      assert.equal(found.length, 1, file);
      if (json_parse === 'error') {
        assert.equal(found[0].verdict, 'reject', file);
        assert.equal(paths(found[0].errors)[0], 'detection_report.detectionLocation', file);
        continue;
      }
      assert.equal(found[0].verdict, apex_errors!.length === 0 ? 'accept' : 'reject', file);
      assert.deepEqual(paths(found[0].errors), paths(apex_errors!), file);
      assert.equal(found[0].wire, wire_hex, file);
    }
  },
);

test('a fixture read from its bytes has the same errors, and is written as the same bytes', { skip }, () => {
  for (const { file, apex_errors, wire_hex } of expectations()) {
    if (wire_hex === undefined) continue;
    const { message, errors } = readSapient(bytesFromHex(wire_hex)!);
    assert.deepEqual(paths(errors), paths(apex_errors!), file);
    assert.equal(hexFromBytes(writeSapient(message!)), wire_hex, file);
  }
});

test('all fixtures as one stream of frames are read one by one', { skip }, () => {
  const hexes = expectations().flatMap(({ wire_hex }) => (wire_hex === undefined ? [] : [wire_hex]));
  const stream = Buffer.concat(hexes.map((hex) => frameSapient(bytesFromHex(hex)!)));
  const found = [...inspectSapient(stream, { wire: true })];
  assert.deepEqual(
    found.map(({ wire }) => wire),
    hexes,
  );
});

test('the harness’s default messages parse but for what is filled in when they are sent', { skip }, () => {
  for (const file of ['asm/Default.DetectionReport.json', 'dmm/Default.RegistrationAck.json']) {
    const [found] = inspectSapient(readFileSync(join(folder, 'harness', file)));
    const others = found.errors.filter((error) => !/^(timestamp|node_id|destination_id|.*_id):/.test(error));
    assert.deepEqual(others, [], file);
  }
});

interface FieldFacts {
  readonly number: number;
  readonly name: string;
  readonly type: string;
  readonly rule?: string;
  readonly oneof?: string;
  readonly options?: string;
}

test(
  'the table has the standard’s fields, numbers, types, rules and enum values, and no others',
  { skip },
  () => {
    const facts = JSON.parse(readFileSync(join(folder, 'fields.json'), 'utf8')) as {
      messages: Record<string, FieldFacts[]>;
      enums: Record<string, Record<string, number>>;
      optionsOfMessagesAndOneofs: Record<string, string[]>;
    };
    const { table } = schemas[2];
    assert.deepEqual([...table.messages.keys()].sort(), Object.keys(facts.messages).sort());
    for (const [name, fields] of Object.entries(facts.messages)) {
      const expected = fields.map(({ number, name, type, rule, oneof, options = '' }) => ({
        number,
        name,
        type,
        label: oneof !== undefined ? 'optional' : rule === undefined || rule === '' ? 'implicit' : rule,
        oneof,
        mandatory: options.includes('is_mandatory'),
        idForm: options.includes('is_ulid') ? 'ulid' : options.includes('is_uuid') ? 'uuid' : undefined,
      }));
      assert.deepEqual(table.messages.get(name)!.fields, expected, name);
    }
    const enums = Object.fromEntries(
      [...table.enums].map(([name, values]) => [name, Object.fromEntries(values)]),
    );
    assert.deepEqual(enums, facts.enums);
    const oneofs = [...table.messages.values()].flatMap(({ name, mandatoryOneofs }) =>
      mandatoryOneofs.map((oneof) => `${name}.${oneof}`),
    );
    assert.deepEqual(oneofs.sort(), Object.keys(facts.optionsOfMessagesAndOneofs).sort());
  },
);
