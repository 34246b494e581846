/** What `--path` goes together with, and what it is refused with. */
import { describe, expect, test } from 'vitest';
import { parsePath } from '../trials/paths/index.ts';
import { noNetwork, wholeNetwork } from '../../test/made-up-network.ts';
import { chosenExperiments, pathOf, refusePath, refuseUnavailable } from './path-of-run.ts';

const request = (path: string | null, more: Partial<Parameters<typeof refusePath>[0]> = {}) => ({
  ...{ path: path === null ? null : parsePath('--path', path), remoteDir: null, node: null, experiments: null },
  profile: 'quick' as const,
  ...more,
});
const namesOf = (path: string | null) => chosenExperiments(request(path)).map(({ name }) => name);

describe('the main job', () => {
  test('is all of its experiments, and over another path those that go over one', () => {
    expect(namesOf(null)).toEqual(['models', 'compute', 'ipc', 'paths']);
    expect(namesOf('veth')).toEqual(['models', 'compute', 'paths']);
  });

  test('against a server that is running already is the comparison of paths', () => {
    expect(namesOf('host:192.0.2.9:4000')).toEqual(['paths']);
  });
});

test.each([
  [request('veth', { experiments: ['models', 'churn', 'paths'] })],
  [request('host:192.0.2.9:4000', { experiments: ['paths'] })],
  [request('ssh:box', { remoteDir: 'bench' })],
  [request(null)],
])('what can go together is let through', (asked) => {
  expect(() => refusePath(asked)).not.toThrow();
});

test.each([
  [
    request('veth', { experiments: ['models', 'ipc', 'placement'] }),
    /^--path veth with ipc, placement: these compare channels or judge claims, which take no network path; use it with models, compute, .*paths/,
  ],
  [
    request('host:192.0.2.9:4000', { experiments: ['models'] }),
    '--path host:192.0.2.9:4000 with models: these start a server of their own for each trial, and that one is running already; use it with paths',
  ],
  [
    request('loopback', { experiments: ['paths-models'] }),
    '--path loopback with paths-models: is what it compares others with; name another path',
  ],
  [
    request('veth', { remoteDir: 'bench' }),
    '--remote-dir bench: names a folder of another machine; add --path ssh:DESTINATION',
  ],
  [
    request('ssh:box', { node: '/opt/node' }),
    '--node /opt/node with --path ssh:box: names a file of this machine, and the server runs on another; leave it out',
  ],
])('what cannot is refused in a sentence', (asked, sentence) => {
  expect(() => refusePath(asked)).toThrow(sentence);
});

test('a path that this machine does not have is refused where nothing else is measured, and skipped where others are', () => {
  const network = noNetwork('no netem in this kernel');
  const over = (experiments: Parameters<typeof refuseUnavailable>[0]['experiments']) => () =>
    refuseUnavailable(request('veth-delay:5', { experiments }), network);
  expect(over(['models'])).toThrow('--path veth-delay:5: no netem in this kernel');
  expect(over(['models', 'paths'])).not.toThrow();
  expect(() => refuseUnavailable(request('veth-delay:5', { experiments: ['models'] }), wholeNetwork)).not.toThrow();
});

test('a run that goes on has the path that it was begun with', () => {
  const { path, remoteDir } = pathOf(['models', '--path', 'ssh:box', '--remote-dir=bench', '--seed', '3']);
  expect([path?.name, remoteDir]).toEqual(['ssh:box', 'bench']);
  expect(pathOf(['models', '--profile', 'quick'])).toEqual({ path: null, remoteDir: null, node: null });
});
