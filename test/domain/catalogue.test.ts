import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { catalogue, eventGroups } from '../../src/domain/catalogue.ts';
import { buildCatalogue, EventDecodeError, UnknownEventError } from '../../src/domain/kernel/codec.ts';
import { defineEvent, type Json } from '../../src/domain/kernel/event.ts';

const folder = new URL('../fixtures/events/', import.meta.url);
const fixtures = readdirSync(folder).map((file) => {
  const [type = '', version = ''] = file.replace('.json', '').split('.v');
  return {
    file,
    type,
    schemaVersion: Number(version),
    data: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Json,
  };
});

describe('stored events of every version', () => {
  const released = [...catalogue.definitions.values()].flatMap(({ type, version }) =>
    Array.from({ length: version }, (_, index) => `${type}.v${index + 1}.json`),
  );

  it('have a fixture each, and no fixture was thrown away', () => {
    expect(fixtures.map(({ file }) => file).sort()).toEqual(released.sort());
  });

  it.each(fixtures)('$file decodes', (fixture) => {
    const decoded = catalogue.decode(fixture);
    expect(decoded.type).toBe(fixture.type);
    const { schemaVersion, data } = catalogue.encode(decoded);
    expect(data).toEqual(fixture.schemaVersion === schemaVersion ? fixture.data : data);
  });
});

describe('the catalogue', () => {
  const Moved = defineEvent('Moved', {
    summary: 'Moved on.',
    version: 3,
    schema: z.strictObject({ to: z.string(), km: z.number() }),
    upcasts: {
      1: ({ place }: { place: string }) => ({ to: place }),
      2: (data: { to: string }) => ({ ...data, km: 0 }),
    },
  });
  const moving = buildCatalogue([{ Moved }]);

  it('upcasts step by step', () => {
    expect(moving.decode({ type: 'Moved', schemaVersion: 1, data: { place: 'Rome' } })).toEqual({
      type: 'Moved',
      data: { to: 'Rome', km: 0 },
    });
    expect(moving.decode({ type: 'Moved', schemaVersion: 2, data: { to: 'Rome' } })).toEqual({
      type: 'Moved',
      data: { to: 'Rome', km: 0 },
    });
  });

  it('refuses a type declared twice', () => {
    expect(() => buildCatalogue([{ Moved }, { Moved }])).toThrow('Moved is declared twice');
  });

  it('refuses a version without its upcaster', () => {
    expect(() => defineEvent('Gap', { summary: '-', version: 2, schema: z.object({}) })).toThrow(
      'needs an upcaster from version 1',
    );
  });

  it('names unknown types and newer versions', () => {
    expect(() => moving.decode({ type: 'Flown', schemaVersion: 1, data: {} })).toThrow(UnknownEventError);
    expect(() => moving.decode({ type: 'Moved', schemaVersion: 4, data: {} })).toThrow('knows up to 3');
  });

  it('says what does not fit without telling the value', () => {
    const bad = () => moving.decode({ type: 'Moved', schemaVersion: 3, data: { to: 4711, km: 1 } });
    expect(bad).toThrow(EventDecodeError);
    expect(bad).toThrow(/Moved version 3 .*: to: invalid_type$/);
    expect(bad).not.toThrow(/4711/);
  });

  it('lists every aggregate once', () => {
    expect(new Set(Object.values(eventGroups)).size).toBe(Object.keys(eventGroups).length);
  });
});
