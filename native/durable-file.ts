/** Files that survive a power cut: there in full, or as they were before. */
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Temporary file beside it, sync, rename, sync of the folder: in this order nothing is ever half there. */
export async function replaceFile(directory: string, name: string, content: string): Promise<void> {
  const temporary = join(directory, `.${name}.${process.pid}.tmp`);
  try {
    await using file = await open(temporary, 'w');
    await file.writeFile(content);
    await file.sync();
    await rename(temporary, join(directory, name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}

/** Makes the names in a folder survive a power cut, as a file's `sync` does for what the file holds. */
export async function syncDirectory(directory: string): Promise<void> {
  await using handle = await open(directory, 'r');
  await handle.sync();
}
