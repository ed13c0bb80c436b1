/**
 * CloudEvents in, keyed Kafka records out. The packages are the steps of one event, in order:
 *
 * <ol>
 *   <li>{@code ingress.connection} bounds what a connection may do, and refuses what is not HTTP;
 *   <li>{@code ingress} takes the HTTP request: path, method, limits, the whole body; {@code ingress.handshake} answers
 *       those that ask something and are no events;
 *   <li>{@code core.http} and {@code core.format} decode it strictly into a valid {@code core.event.CloudEvent};
 *   <li>{@link dev.sluice.PublishFunction} is called with what arrived;
 *   <li>{@code core.mapping} finds the routes that take it, by conditions in {@code core.cesql}, and decides topic,
 *       key, partition, headers and what of the data goes on, by {@code core.data}; {@code core.kafka} encodes headers
 *       and value;
 *   <li>{@code egress} sends them through a row of stages, the last of which emits them on a channel of
 *       {@code egress.channel}, and waits for the acknowledgement; {@code core.delivery} has what can become of an
 *       event;
 *   <li>{@code ingress} turns the outcome into the one status that tells the sender the truth.
 * </ol>
 *
 * <p>{@code config} makes all of it from the keys that an operator writes, or says in a line each why it cannot;
 * {@code schema} checks data against a JSON Schema; {@code selfcheck} checks what a startup relies on. Everything below
 * {@code core} is pure: no framework, no clock, no network. {@code ingress} and {@code egress} do not know each other;
 * what both need is in {@code runtime}.
 */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
