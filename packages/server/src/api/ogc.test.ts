import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { ZoneCommand } from '../options.ts';
import { operatorBearer } from '../test/device.ts';
import { testFolder, testServer } from '../test/folder.ts';

interface Page {
  features: { id: string }[];
  numberMatched: number;
  numberReturned: number;
  links: { rel: string; href: string }[];
}

/** Squares of a tenth of a degree in a row from west to east. */
function zones(count: number): ZoneCommand[] {
  return Array.from({ length: count }, (_, k) => {
    const [w, e] = [30 + k * 0.2, 30.1 + k * 0.2];
    const polygon = [
      [w, 49.5],
      [e, 49.5],
      [e, 49.6],
      [w, 49.6],
      [w, 49.5],
    ];
    return { type: 'zone', zoneId: `z${k}`, name: { en: `Zone ${k}` }, polygon };
  });
}

async function started(
  context: TestContext,
): Promise<(path: string) => Promise<{ status: number; body: unknown }>> {
  const dataDir = await testFolder(context);
  const server = await testServer(context, { dataDir, zones: zones(5), tell: () => undefined });
  const headers = { authorization: `Bearer ${await operatorBearer(server.consoleLink())}` };
  return async (path) => {
    const response = await fetch(new URL(path, server.address), { headers });
    return { status: response.status, body: await response.json() };
  };
}

test(
  'a client finds its way from the landing page to every item, page by page',
  { timeout: 60_000 },
  async (context) => {
    const get = await started(context);
    const landing = (await get('/api/ogc')).body as Page;
    const hrefOf = ({ links }: Pick<Page, 'links'>, rel: string): string =>
      links.find((link) => link.rel === rel)!.href;
    const { collections } = (await get(hrefOf(landing, 'data'))).body as {
      collections: (Pick<Page, 'links'> & { id: string })[];
    };
    assert.deepEqual(
      collections.map(({ id }) => id),
      ['tracks', 'alerts', 'zones', 'sensors'],
    );
    const items = hrefOf(
      collections.find(({ id }) => id === 'zones')!,
      'items',
    );
    const ids: string[] = [];
    for (let next: string | undefined = `${items}?limit=2`; next !== undefined;) {
      const page = (await get(next)).body as Page;
      assert.equal(page.numberMatched, 5);
      assert.equal(page.numberReturned, page.features.length);
      assert.ok(page.features.length <= 2);
      ids.push(...page.features.map(({ id }) => id));
      next = page.links.find(({ rel }) => rel === 'next')?.href;
    }
    assert.deepEqual(ids, ['z0', 'z1', 'z2', 'z3', 'z4']);
    assert.equal(((await get(`${items}/z3`)).body as { id: string }).id, 'z3');
    assert.equal((await get(`${items}/z9`)).status, 404);
  },
);

test(
  'a box selects what touches it, a time what has none or is within it',
  { timeout: 60_000 },
  async (context) => {
    const get = await started(context);
    const idsIn = async (query: string): Promise<string[]> =>
      ((await get(`/api/ogc/collections/zones/items?${query}`)).body as Page).features.map(({ id }) => id);
    assert.deepEqual(await idsIn('bbox=30.25,49,30.45,50'), ['z1', 'z2']);
    assert.deepEqual(await idsIn('bbox=30.25,49,0,30.45,50,100'), ['z1', 'z2'], 'heights select nothing');
    assert.deepEqual(await idsIn('bbox=30.75,49,30.05,50'), ['z0', 'z4'], 'across the antimeridian');
    assert.deepEqual(await idsIn('bbox=30.12,49,30.18,50'), []);
    assert.equal((await idsIn('datetime=2026-01-01T00:00:00Z/..')).length, 5);
  },
);

for (const query of [
  'bbox=1,2,3',
  'bbox=a,b,c,d',
  'bbox=30,50,31,49',
  'limit=0',
  'limit=two',
  'datetime=yesterday',
  'datetime=2026-01-02T00:00:00Z/2026-01-01T00:00:00Z',
  'datetime=..',
]) {
  test(`${query} is refused in words`, { timeout: 60_000 }, async (context) => {
    const { status, body } = await (await started(context))(`/api/ogc/collections/zones/items?${query}`);
    assert.equal(status, 400);
    assert.match((body as { message: string }).message, /^(bbox|limit|datetime): expected .*, found /);
  });
}
