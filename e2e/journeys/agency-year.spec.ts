import { expect, test } from '../fixtures';
import { signIn, signUp } from '../people';
import { eventsOf, report } from '../program-events';

const SOLO = { kind: 'Agency', name: 'Solo shop', handle: 'solo', email: 'hello@solo.test' } as const;

test('an agency with three clients earns a fifth of their revenue, not all of it', async ({
  page,
  portal,
  someoneElse,
}) => {
  test.setTimeout(180_000);

  await test.step('an agency signs up and waits', async () => {
    await signUp(page, SOLO);
    await expect(page).toHaveURL('/dashboard');
    await expect(page.getByText('An admin is looking at your application')).toBeVisible();
  });

  await test.step('an admin activates it', async () => {
    const admin = await someoneElse();
    await signIn(admin, portal.admin);
    await admin.goto('/admin/partners');
    const row = admin.getByRole('row', { name: /Solo shop/ });
    await expect(row).toContainText('Waiting');
    await row.getByRole('button', { name: 'Activate' }).click();
    await admin.getByRole('dialog').getByRole('button', { name: 'Activate' }).click();
    await expect(admin.getByRole('dialog')).toBeHidden();
    await admin.goto('/admin/partners');
    await expect(admin.getByRole('row', { name: /Solo shop/ })).toContainText('Active');
    await page.reload();
    await expect(page.getByText('An admin is looking at your application')).toBeHidden();
  });

  await test.step('a year of its clients', async () => {
    await report(portal, eventsOf('05-agency-solo-shop-year'), 6);
    await portal.moveClock('2027-03-20T00:00:00Z');
  });

  await test.step('it sees $1,440.00', async () => {
    await page.goto('/dashboard?range=all');
    const available = page.getByRole('list', { name: 'Your money' }).getByRole('listitem');
    await expect(available.filter({ hasText: 'Available' })).toContainText('$1,440.00');
    await page.goto('/commissions?reward=tier-4');
    const amounts = page.getByRole('table', { name: 'Commissions' }).getByText('$40.00');
    await expect(amounts).toHaveCount(25);
    await page.getByRole('link', { name: 'Older' }).click();
    await expect(amounts).toHaveCount(11);
    await expect(page.getByText('$7,200')).toHaveCount(0);
  });
});
