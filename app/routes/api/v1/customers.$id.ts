import { getCustomer } from '~/domain/qualification/customers.server';
import { notFound } from '~/platform/http.server';
import * as operations from '../operations/customers';
import { presentCustomer } from '../present';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.readCustomer, async ({ scope, id }) => {
    const customer = await getCustomer(scope, id);
    return customer ? presentCustomer(customer) : notFound('customer');
  }),
);

export const loader = routes.loader;
export const action = routes.action;
