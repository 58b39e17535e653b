// Checks answers as a strict client does.
import addFormats from 'ajv-formats';
import Ajv2020 from 'ajv/dist/2020.js';

// A validator for one JSON Schema 2020-12, which itself is checked: an unknown keyword throws.
// `examples` are for people; ajv's strict mode knows them.
export function validatorOf(schema) {
  const ajv = new Ajv2020.default({strict: true, allErrors: true, allowUnionTypes: false});
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? '' : ajv.errorsText(validate.errors));
}

// Where a figure with a price stands without an origin around it: paths, or nothing.
const priced = new Set([
  'price', 'open', 'high', 'low', 'close', 'bid', 'ask', 'last', 'mark', 'previous_close',
  'market_value', 'average_cost', 'unrealized', 'realized', 'cash', 'net_liquidation',
]);

export function figuresWithoutOrigin(value, path = '', covered = false) {
  if (Array.isArray(value))
    return value.flatMap((item, i) => figuresWithoutOrigin(item, `${path}[${i}]`, covered));
  if (value === null || typeof value !== 'object') return [];
  const origin = value.origin ?? value;
  const stated = Boolean(origin.source && origin.quality && origin.as_of && origin.received_at);
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = `${path}.${key}`;
    if (typeof inner === 'number' && priced.has(key)) return covered || stated ? [] : [here];
    return figuresWithoutOrigin(inner, here, covered || stated);
  });
}
