import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { test } from 'node:test';
import { addressesElsewhere, addressHere } from './addresses.ts';

function own(address: string, internal = false): NetworkInterfaceInfo {
  const common = { address, netmask: '', mac: '', internal, cidr: null };
  return address.includes(':') ? { ...common, family: 'IPv6', scopeid: 0 } : { ...common, family: 'IPv4' };
}
const interfaces = {
  lo: [own('127.0.0.1', true), own('::1', true)],
  docker0: [own('172.17.0.1')],
  wlan0: [own('fe80::1'), own('2001:db8::7'), own('192.168.1.20')],
};

test('a server on every address is reached at those of the network, real ones first', () => {
  assert.deepEqual(addressesElsewhere('https', '0.0.0.0', 8420, interfaces), [
    'https://192.168.1.20:8420',
    'https://172.17.0.1:8420',
  ]);
  assert.deepEqual(addressesElsewhere('http', '::', 1, interfaces), [
    'http://192.168.1.20:1',
    'http://[2001:db8::7]:1',
    'http://172.17.0.1:1',
  ]);
});

test('a server on one address is reached there, one on this machine alone from nowhere else', () => {
  assert.deepEqual(addressesElsewhere('http', '10.0.0.4', 80, interfaces), ['http://10.0.0.4:80']);
  assert.deepEqual(addressesElsewhere('http', 'warn.example.org', 80, interfaces), [
    'http://warn.example.org:80',
  ]);
  for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost'])
    assert.deepEqual(addressesElsewhere('http', host, 80, interfaces), []);
});

test('a browser on this machine goes to this machine', () => {
  assert.equal(addressHere('http', '0.0.0.0', 8420), 'http://127.0.0.1:8420');
  assert.equal(addressHere('https', '::', 8420), 'https://[::1]:8420');
  assert.equal(addressHere('https', '192.168.1.20', 8420), 'https://192.168.1.20:8420');
});
