import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { enuFromGeodetic } from '@kentongan/core/base/frame';
import { createArea, distanceToAreaM, signedArea2, wrapAngle } from '@kentongan/core/base/geometry';
import { liarsCentre } from '../sensor/network.ts';
import { planNight } from './night.ts';
import { presets } from './preset.ts';

const plan = planNight(presets.raid, 12);
const { place, zones, sites, targets } = plan;

function ringOf(polygon: readonly (readonly number[])[]): Float64Array {
  const enu = new Float64Array(3);
  return Float64Array.from(
    polygon.flatMap(([lonDeg, latDeg]) => {
      enuFromGeodetic(place.frame, enu, latDeg, lonDeg, 0);
      return [enu[0], enu[1]];
    }),
  );
}

describe('zones', () => {
  test('are closed, counter-clockwise rings with people, a kind and a name', () => {
    for (const { command } of zones) {
      const polygon = command.polygon ?? [];
      assert.deepEqual(polygon[0], polygon.at(-1));
      assert.ok(signedArea2(ringOf(polygon)) > 0, command.zoneId);
      assert.ok((command.population ?? 0) > 0 && command.name?.en !== undefined);
      assert.ok(['settlement', 'works', 'port'].includes(command.zoneKind ?? ''));
    }
    assert.equal(new Set(zones.map(({ command }) => command.zoneId)).size, zones.length);
  });

  test('hold as many people as the towns have, to a tenth', () => {
    const inTowns = place.towns.reduce((sum, town) => sum + town.population, 0);
    const inZones = zones.reduce((sum, { command }) => sum + (command.population ?? 0), 0);
    assert.ok(Math.abs(inZones / inTowns - 1) < 0.1, `${inZones} of ${inTowns}`);
  });

  test('lie each in one of six districts that cover the region', () => {
    assert.equal(plan.districts.length, 6);
    const people = plan.districts.reduce((sum, district) => sum + district.population, 0);
    assert.equal(
      people,
      zones.reduce((sum, { command }) => sum + (command.population ?? 0), 0),
    );
  });
});

describe('sensors', () => {
  test('are as many as the preset says, those that hear on land', () => {
    const count = (type: string) => sites.filter((site) => site.sensor.type === type).length;
    assert.equal(count('acoustic'), presets.raid.microphones);
    assert.equal(count('bearing'), presets.raid.arrays);
    assert.equal(count('spotter'), presets.raid.spotters);
    assert.equal(count('radar'), presets.raid.radars);
    assert.equal(count('cooperative'), 1);
    for (const site of sites.filter(({ sensor }) => sensor.wave === 'sound'))
      assert.ok(place.isLand(site.model.east, site.model.north), site.sensorId);
  });

  test('one in twenty is dead, half of these without knowing; one clock in seventy is seconds off', () => {
    const ears = sites.filter(({ sensor }) => sensor.wave === 'sound');
    const down = ears.filter((site) => site.state === 'down').length;
    const deaf = ears.filter((site) => site.isDeaf).length;
    const wrong = ears.filter((site) => Math.abs(site.clockMs) > 3000).length;
    assert.ok(down > 6 && down < 36 && deaf > 6 && deaf < 36, `${down} down, ${deaf} deaf`);
    assert.ok(wrong > 2 && wrong < 25, `${wrong} wrong`);
  });

  test('lie only in the hostile night, only microphones, only in one area', () => {
    assert.ok(sites.every((site) => site.lie === undefined));
    const hostile = planNight(presets.hostile, 12);
    const centre = liarsCentre(hostile.place);
    const near = hostile.sites.filter(
      ({ sensor, model }) =>
        sensor.type === 'acoustic' &&
        Math.hypot(model.east - centre.east, model.north - centre.north) <= 30_000,
    );
    const liars = hostile.sites.filter((site) => site.lie !== undefined);
    assert.ok(liars.every((site) => near.includes(site)));
    assert.ok(Math.abs(liars.length / near.length - 0.17) < 0.1);
    assert.equal(hostile.fakes.length, 3);
  });
});

describe('flights', () => {
  const oneWay = targets.filter((target) => target.class === 'one-way');

  test('of one-way drones keep their speed and turn no faster than they can', () => {
    for (const { path, targetId } of oneWay) {
      for (let i = 2; i < path.count - 40; i++) {
        const [e1, n1] = [path.east[i] - path.east[i - 1], path.north[i] - path.north[i - 1]];
        const [e0, n0] = [path.east[i - 1] - path.east[i - 2], path.north[i - 1] - path.north[i - 2]];
        const speed = Math.hypot(e1, n1);
        assert.ok(speed > 44 && speed < 56, `${targetId} ${speed}`);
        const turn = Math.abs(wrapAngle(Math.atan2(e1, n1) - Math.atan2(e0, n0)));
        assert.ok(turn < 0.05 + 1e-6 || path.heightM[i] < path.heightM[i - 1], `${targetId} turned ${turn}`);
      }
    }
  });

  test('that end in an impact end on the ground at their zone', () => {
    const hits = targets.filter((target) => target.end === 'impact');
    assert.ok(hits.length > 10);
    for (const { path, zoneId } of hits) {
      const zone = zones.find(({ command }) => command.zoneId === zoneId);
      assert.ok(zone !== undefined);
      const area = createArea([[ringOf(zone.command.polygon ?? [])]]);
      const last = path.count - 1;
      assert.equal(path.heightM[last], 3);
      assert.ok(distanceToAreaM(area, path.east[last], path.north[last]) < 100);
    }
  });

  test('come early, and most have come before the night is over', () => {
    assert.ok(Math.min(...oneWay.map(({ path }) => path.bornS)) < 60);
    const flying = oneWay.filter((target) => target.end === 'flying').length;
    assert.ok(flying < oneWay.length / 3, `${flying} of ${oneWay.length} still fly`);
  });

  test('of loitering munitions circle before they dive', () => {
    for (const { path } of targets.filter((target) => target.class === 'loitering')) {
      let turned = 0;
      for (let i = 2; i < path.count; i++) {
        const course = (j: number) =>
          Math.atan2(path.east[j] - path.east[j - 1], path.north[j] - path.north[j - 1]);
        turned += wrapAngle(course(i) - course(i - 1));
      }
      assert.ok(Math.abs(turned) > 2 * Math.PI, `turned ${turned} rad`);
    }
  });
});
