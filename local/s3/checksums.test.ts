import { expect, test } from 'vitest';
import { CHECKSUM_BYTES, type ChecksumAlgorithm, startChecksum } from './checksums.ts';

/** The check value of each CRC is that of the text "123456789", as the catalogues of CRCs print it. */
test.each<[ChecksumAlgorithm, string]>([
  ['crc32', 'cbf43926'],
  ['crc32c', 'e3069283'],
  ['crc64nvme', 'ae8b14860a799888'],
  ['sha1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ['sha256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
])('%s of the check text, in one piece and in two', (algorithm, hex) => {
  for (const pieces of [['123456789'], ['1234', '56789']]) {
    const checksum = startChecksum(algorithm);
    for (const piece of pieces) checksum.update(Buffer.from(piece));
    const digest = Buffer.from(checksum.digest(), 'base64');
    expect(digest.toString('hex')).toBe(hex);
    expect(digest).toHaveLength(CHECKSUM_BYTES[algorithm]);
  }
});
