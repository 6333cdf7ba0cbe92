import { listCustomers } from '~/domain/qualification/customers.server';
import * as operations from '../operations/customers';
import { presentCustomer } from '../present';
import { resource, serve } from '../resource.server';

const routes = resource(
  serve(operations.listCustomers, async ({ scope, query }) => {
    const { data, nextCursor } = await listCustomers(scope, query, query);
    return { data: data.map(presentCustomer), nextCursor };
  }),
);

export const loader = routes.loader;
export const action = routes.action;
