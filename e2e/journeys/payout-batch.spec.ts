import { expect, test } from '../fixtures';
import { showSecondFactor, signIn } from '../people';
import { eventsOf, report } from '../program-events';
import type { RunningPortal } from '../running-portal';

interface Transfers {
  data: Array<{ amount: string; transferGroup: string }>;
}

const NAMES = ['Ada', 'Ben', 'Cleo'];

/** Three partners with $50.00 available each, by the program's own doors. */
async function threePartners(portal: RunningPortal): Promise<string[]> {
  const partnerIds: string[] = [];
  for (const name of NAMES) {
    const handle = name.toLowerCase();
    const wish = { handle, kind: 'affiliate', name, email: `${handle}@lines.test` };
    const { id: partnerId } = await portal.api<{ id: string }>('POST', '/partners', wish);
    await portal.api('POST', '/sandbox/stripe-accounts', { partnerId });
    partnerIds.push(partnerId);
  }
  await portal.moveClock('2026-01-01T12:00:00Z');
  const all: ReturnType<typeof eventsOf> = [];
  for (const name of NAMES) {
    const handle = name.toLowerCase();
    const click = await fetch(`${portal.url}/api/click`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ref: handle,
        url: 'https://emdash.dev/',
        userAgent: 'Mozilla/5.0 Firefox/144.0',
      }),
    });
    const { clickId } = (await click.json()) as { clickId: string };
    // everybody refers a customer of their own, with ids of its own
    const own = JSON.parse(
      JSON.stringify(eventsOf('01-tier-1-casual-referral')).replaceAll(
        /"(id|customerId|paymentId)":"/g,
        `"$1":"${handle}-`,
      ),
    ) as ReturnType<typeof eventsOf>;
    for (const event of own) {
      if (event.type !== 'customer.signed_up') {
        all.push(event);
        continue;
      }
      const customer = { ...(event.data.customer as object), email: `${handle}@customer-of-${handle}.test` };
      all.push({ ...event, data: { ...event.data, clickId, customer } });
    }
  }
  await report(
    portal,
    all.toSorted((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp)),
    150,
  );
  await portal.moveClock('2026-04-12T12:00:00Z');
  return partnerIds;
}

test('an admin requests for everybody, excludes one, approves the rest by typing the total, and sees it paid', async ({
  page,
  portal,
}) => {
  test.setTimeout(240_000);
  await threePartners(portal);
  await signIn(page, portal.admin);

  await test.step('a dry run shows who would be paid, and the request makes a batch', async () => {
    await page.goto('/admin/payouts');
    await page.getByRole('link', { name: 'Batches' }).click();
    await page.getByRole('link', { name: 'Request for everybody' }).first().click();
    await expect(page.getByRole('heading', { name: '3 would be requested, $150.00 in all' })).toBeVisible();
    await expect(page.getByRole('table', { name: 'Would be requested' })).toContainText('First payout');
    await page.getByRole('button', { name: 'Request these 3 payouts' }).click();
    await expect(page.getByText('The money is set aside.')).toBeVisible();
    await expect(page.getByText('3 to approve')).toBeVisible();
  });

  const approval = page.getByRole('region', { name: 'Approval' });

  await test.step('first payouts are for review: none is chosen by itself', async () => {
    await expect(page.getByRole('heading', { name: /^Review/ })).toBeVisible();
    await expect(approval).toContainText('Choose what to approve.');
    await page.getByRole('link', { name: 'All that can be' }).click();
    await expect(approval).toContainText('3 payouts');
    await expect(approval).toContainText('$150.00');
  });

  await test.step('one is excluded with a reason', async () => {
    await page.getByRole('button', { name: 'Exclude Cleo' }).click();
    await page.getByRole('textbox', { name: 'Reason' }).fill('We are asking you about this customer.');
    await page.getByRole('button', { name: 'Reject payout' }).click();
    await expect(page.getByText('with your reason.')).toBeVisible();
    await expect(page.getByRole('table', { name: 'Decided payouts' })).toContainText('Cleo');
  });

  await test.step('the rest is chosen by keyboard, and approved with the second factor and the total', async () => {
    for (const name of ['Ada', 'Ben']) {
      await page.getByRole('checkbox', { name: `Approve ${name}` }).focus();
      await page.keyboard.press('Space');
      await expect(page.getByRole('checkbox', { name: `Approve ${name}` })).toBeChecked();
    }
    await expect(approval).toContainText('2 payouts');
    await approval.getByRole('link', { name: 'Show your second factor to approve' }).click();
    await showSecondFactor(page, portal.admin);
    await expect(approval).toContainText('2 payouts');
    await approval
      .getByRole('textbox', { name: 'Why what stands out is right' })
      .fill('Both sites were looked at.');
    await approval.getByRole('textbox', { name: /Type 100\.00 to confirm/ }).fill('150');
    await approval.getByRole('button', { name: 'Approve these 2' }).click();
    await expect(page.getByText('Nothing was approved.')).toBeVisible();
    await approval.getByRole('textbox', { name: /Type 100\.00 to confirm/ }).fill('100.00');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Of 2 payouts, $100.00: 2 approved.')).toBeVisible();
  });

  await test.step('the page follows until both are paid, once each', async () => {
    await expect(page.getByRole('status').filter({ hasText: '2 paid, $100.00' })).toBeVisible({
      timeout: 60_000,
    });
    const { data } = await portal.api<Transfers>('GET', '/sandbox/stripe-transfers');
    expect(data.map(({ amount }) => amount)).toEqual(['5000', '5000']);
    await expect(page.getByRole('table', { name: 'Approvals' })).toContainText('Ines');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^payouts-pb_\w+\.csv$/);
  });
});

test('another admin was faster: the second approval has no effect and says so', async ({ page, portal }) => {
  test.setTimeout(240_000);
  await threePartners(portal);
  const made = await portal.api<{ batch: { id: string } }>('POST', '/payout-batches', {});
  const { id } = made.batch;
  const address = `/admin/payouts/batches/${id}?choose=all`;
  await signIn(page, portal.admin);
  await page.goto(address);
  await page.getByRole('link', { name: 'Show your second factor to approve' }).click();
  await showSecondFactor(page, portal.admin);
  await page.getByRole('textbox', { name: 'Why what stands out is right' }).fill('All were looked at.');
  await page.getByRole('textbox', { name: /Type 150\.00/ }).fill('150.00');
  // in the meantime by the other admin's key
  const items = await portal.api<{ items: Array<{ id: string }> }>('GET', `/payout-batches/${id}`);
  for (const { id: payoutId } of items.items) await portal.api('POST', `/payouts/${payoutId}/approval`, {});
  await page.getByRole('button', { name: 'Approve these 3' }).click();
  const answer = page.getByRole('status').filter({ hasText: 'It had been approved already' });
  await expect(answer).toContainText('3 had been approved before');
});
