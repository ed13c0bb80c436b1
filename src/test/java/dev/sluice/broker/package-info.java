/** Real Kafka brokers for the tests and for the local run. */
package dev.sluice.broker;
