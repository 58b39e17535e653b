// Texts to be found by their meaning, in the geometry of embedding_fake.mjs; and enough of other things
// that one text is found among them by more than chance.
const other = ['tea', 'rain', 'chess', 'skiing', 'a violin', 'gardening', 'the old car', 'a bicycle', 'the harbour',
  'paint', 'a lamp', 'winter boots', 'the piano', 'a novel', 'the balcony', 'a puppy', 'the neighbours', 'a museum',
  'fishing', 'the attic', 'pottery', 'a kite', 'the orchard', 'a lighthouse', 'the ferry', 'mushrooms']
  .map((thing, i) => `Note ${i} says a few words about ${thing} and why it was nice. Later ${thing} came up again, ` +
    `and day ${i * 17} went by with nothing else to tell of ${thing}.`);
export const archive = [
  'I put a protective stop under the low of the day and left the desk. It was hit before lunch, and I was out.',
  'Довнесение потребовали ночью, плечо было слишком велико. Утром позицию закрыли без меня, и я это запомнил.',
  ...other,
];
