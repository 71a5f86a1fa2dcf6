-- Orders that nobody was asked about yet, and those without a topic, stand in no index of providers or topics: each was
-- otherwise found by its missing value, next to all others that miss it.
DROP INDEX outbox_provider;
CREATE UNIQUE INDEX outbox_provider ON outbox (provider_message_id) WHERE provider_message_id IS NOT NULL;
DROP INDEX outbox_topic;
CREATE UNIQUE INDEX outbox_topic ON outbox (topic) WHERE topic IS NOT NULL AND state IN ('waiting', 'sending');
-- A number's orders, whatever became of them. An index of those alone that are under way would be written wherever its
-- numbers happen to lie, each time that an order goes on.
DROP INDEX outbox_number;
DROP INDEX outbox_to;
CREATE INDEX outbox_person ON outbox (to_index, created_at);
