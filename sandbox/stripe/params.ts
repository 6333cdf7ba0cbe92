import { invalid } from './errors';
import type { Form, FormValue } from './form';

/** Reads the parameters of one request and complains as Stripe does, about unknown ones too. */
export class Params {
  constructor(
    private readonly form: Form,
    allowed: readonly string[],
  ) {
    const unknown = Object.keys(form).find((key) => key !== 'expand' && !allowed.includes(key));
    if (unknown) throw invalid(`Received unknown parameter: ${unknown}`, unknown, 'parameter_unknown');
    const deep = this.list('expand').find((wanted) => String(wanted).split('.').length > 4);
    if (deep)
      throw invalid(`You cannot expand more than 4 levels of a property. Property: ${deep}`, 'expand');
  }

  text(name: string): string | undefined {
    const value = this.form[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value !== 'string') throw invalid(`Invalid string: ${name}`, name);
    return value;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw invalid(`Missing required param: ${name}.`, name, 'parameter_missing');
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^-?\d{1,15}$/.test(value))
      throw invalid(`Invalid integer: ${value}`, name, 'parameter_invalid_integer');
    return Number(value);
  }

  number(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^\d+(\.\d+)?$/.test(value)) throw invalid(`Invalid number: ${value}`, name);
    return Number(value);
  }

  boolean(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (value !== 'true' && value !== 'false') throw invalid(`Invalid boolean: ${value}`, name);
    return value === 'true';
  }

  /** key/value pairs, at most 50 of at most 500 characters */
  metadata(name = 'metadata'): Record<string, string> {
    const pairs: Record<string, string> = {};
    for (const [key, value] of Object.entries(this.object(name))) {
      if (typeof value !== 'string' || value.length > 500 || key.length > 40)
        throw invalid('Invalid metadata', name);
      if (value !== '') pairs[key] = value;
    }
    return pairs;
  }

  object(name: string): Form {
    const value = this.form[name];
    if (value === undefined || value === '') return {};
    if (typeof value === 'string' || Array.isArray(value)) throw invalid(`Invalid object: ${name}`, name);
    return value;
  }

  list(name: string): FormValue[] {
    const value = this.form[name];
    return Array.isArray(value) ? value : [];
  }

  expands(path: string): boolean {
    return this.list('expand').includes(path);
  }
}

/** A nested value as the form it must be; what is none has no fields. */
export function asForm(value: FormValue | undefined): Form {
  return value !== undefined && typeof value === 'object' && !Array.isArray(value) ? value : {};
}
