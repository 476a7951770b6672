import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headingRad, wrapped } from './heading.ts';

const deg = (rad: number): number => Math.round((rad * 180) / Math.PI) % 360;

test('a phone that lies flat points with its top edge', () => {
  for (const alpha of [0, 30, 90, 200, 359]) assert.equal(deg(headingRad(alpha, 0, 0)), (360 - alpha) % 360);
});

test('a phone held upright points with its back, and tilting it on the way changes nothing', () => {
  for (const beta of [0, 30, 60, 90, 110]) assert.equal(deg(headingRad(270, beta, 0)), 90, String(beta));
});

test('a phone that leans to its side points about the same way', () => {
  for (const gamma of [-20, 20]) {
    const offRad = wrapped(headingRad(270, 80, gamma) - Math.PI / 2 + Math.PI) - Math.PI;
    assert.ok(Math.abs(offRad) < 0.4, String(offRad));
  }
});

test('a phone that points straight up has no heading', () => {
  assert.ok(Number.isNaN(headingRad(0, 135, 0)));
});
