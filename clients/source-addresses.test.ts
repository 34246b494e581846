/** Addresses that connections are to come from have to be this machine's. */
import { expect, test } from 'vitest';
import { refuseForeignAddresses } from './source-addresses.ts';

test.runIf(process.platform === 'linux')(
  'all of 127.0.0.0/8 is ours on Linux, without an interface for each',
  async () => {
    await expect(refuseForeignAddresses(['127.0.0.1', '127.0.1.64'])).resolves.toBeUndefined();
  },
);

test('the first that is somebody else’s is named, with what to do', async () => {
  await expect(refuseForeignAddresses(['127.0.0.1', '203.0.113.9', '203.0.113.10'])).rejects.toThrow(
    /^--source-addresses: 203\.0\.113\.9 is no address of this machine \(EADDRNOTAVAIL\); name addresses that/,
  );
});
