import type { Click } from './click';
import type { AttributionContext, Evidence, SignUp } from './credit';
import { judgeClick } from './eligibility';

/** The clicks named by id and those of the visitor, each once. */
export function candidateClicks(
  clickIds: readonly string[],
  visitorId: string | null,
  context: Pick<AttributionContext, 'clickById' | 'clicksOfVisitor'>,
  evidence: Evidence[],
): Click[] {
  const found = new Map<string, Click>();
  for (const id of clickIds) {
    const click = context.clickById(id);
    if (click) found.set(click.id, click);
    else evidence.push({ candidate: `click ${id}`, verdict: 'unknown_click' });
  }
  for (const click of visitorId === null ? [] : context.clicksOfVisitor(visitorId))
    found.set(click.id, click);
  return [...found.values()];
}

/** The clicks that count at a sign-up: those it names, those captured before it, and the visitor's; why others do not is noted. */
export function eligibleClicks(signUp: SignUp, context: AttributionContext, evidence: Evidence[]): Click[] {
  const early = signUp.captures.filter((capture) => capture.at < signUp.at).map((capture) => capture.clickId);
  const clicks = candidateClicks([...signUp.clickIds, ...early], signUp.visitorId, context, evidence);
  return clicks.filter((click) => {
    const verdict = judgeClick(click, signUp.at, context.standingsOf);
    if (verdict !== 'eligible') evidence.push({ candidate: `click ${click.id}`, verdict });
    return verdict === 'eligible';
  });
}
