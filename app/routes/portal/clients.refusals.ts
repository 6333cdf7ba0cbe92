import type { ProjectRefusal } from '~/flows/edit-project.server';

/** Why a domain cannot be a client's, in a sentence for the person who typed it. */
export const projectRefusals = (domain: string | null): Record<ProjectRefusal, string> => ({
  free_mail_domain: `Anybody can have an address at ${domain}, so it cannot stand for one client. Use the client’s own domain.`,
  domain_accepted: `The client accepted your offer for ${domain}, so the domain stays. Make another client for another domain.`,
});
