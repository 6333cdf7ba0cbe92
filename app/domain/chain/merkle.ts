import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

// RFC 6962: different first bytes, so that no inner node passes for a leaf.
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

const leafHash = (leaf: string) => sha256(concatBytes(LEAF, utf8ToBytes(leaf)));

/** The hash of one leaf, 64 hex digits. */
export function merkleLeaf(leaf: string): string {
  return bytesToHex(leafHash(leaf));
}

/**
 * The Merkle tree hash of leaves in their order (RFC 6962 section 2.1), 64 hex digits; of none it is the hash of nothing.
 * @param leaves canonical JSON each
 */
export function merkleRoot(leaves: readonly string[]): string {
  if (leaves.length === 0) return bytesToHex(sha256(new Uint8Array()));
  let level = leaves.map(leafHash);
  // Pairing level by level gives the same tree as splitting at the largest power of two: the odd one out goes up as it is.
  while (level.length > 1) {
    const above: Uint8Array<ArrayBuffer>[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i], level[i + 1]];
      if (left && right) above.push(sha256(concatBytes(NODE, left, right)));
      else if (left) above.push(left);
    }
    level = above;
  }
  return bytesToHex(level[0] ?? new Uint8Array());
}
