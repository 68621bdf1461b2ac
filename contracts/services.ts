/** The four services and what each listens to. */
export const SERVICE_NAMES = ['registry', 'revitalization', 'distribution', 'audit'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];
