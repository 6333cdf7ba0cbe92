import fs from 'node:fs';
import path from 'node:path';
import { type Browser, test as base, expect } from '@playwright/test';
import { signIn } from '../people';

const FILE = path.resolve(import.meta.dirname, '../../.data/e2e/demo.json');

/** Who looks at a page of the demo. */
export type Viewer = 'nobody' | 'Developer' | 'Agency' | 'Admin';

interface SignIn {
  role: string;
  email: string;
  password: string;
}

type State = Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['storageState']>>;

/** Tests that look at the demo, each viewer signed in once. */
export const test = base.extend<object, { stateOf: (viewer: Viewer) => Promise<State | undefined> }>({
  stateOf: [
    async ({ browser }, use, info) => {
      const states = new Map<Viewer, State>();
      const { baseURL } = info.project.use;
      await use(async (viewer) => {
        if (viewer === 'nobody') return undefined;
        const known = states.get(viewer);
        if (known) return known;
        const { signIns } = JSON.parse(fs.readFileSync(FILE, 'utf8')) as { signIns: SignIn[] };
        const who = signIns.find(({ role }) => role === viewer);
        if (!who) throw new Error(`the demo has no sign-in for ${viewer}`);
        const page = await browser.newPage(baseURL ? { baseURL } : {});
        await signIn(page, who);
        const state = await page.context().storageState();
        await page.context().close();
        states.set(viewer, state);
        return state;
      });
    },
    { scope: 'worker' },
  ],
});

export { expect };
