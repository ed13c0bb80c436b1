/**
 * CloudEvents in, keyed Kafka records out. The packages are the steps of one event, in order:
 *
 * <ol>
 *   <li>{@code ingress.connection} limits what a connection may do, and refuses what is not HTTP;
 *   <li>{@code ingress} takes the HTTP request: path, method, limits, the whole body; {@code ingress.auth} checks who
 *       sends it and may; {@code ingress.handshake} answers requests that are not events;
 *   <li>{@code core.http} and {@code core.format} decode it strictly into valid events, {@code core.event.CloudEvent},
 *       and {@code core.envelope} what does not come as CloudEvents; {@code core.json} reads JSON as bytes;
 *   <li>{@link dev.sluice.PublishFunction} is called with the events;
 *   <li>{@code core.mapping} finds the routes that take an event, by the conditions of {@code core.cesql}, and decides
 *       topic, key, partition and headers; {@code core.data} reads and redacts the data; {@code core.kafka} lays out
 *       headers and value;
 *   <li>{@code egress} passes the records through a row of stages, of which the last emits them on a channel of
 *       {@code egress.channel} and waits for the acknowledgement; {@code core.delivery} has the possible outcomes.
 *       <ul>
 *         <li>{@code egress.settings} holds the producers to the settings that the promises depend on;
 *         <li>{@code egress.cluster} knows which topics are there, whether the cluster answers, and whether a producer
 *             is lost;
 *         <li>{@code egress.failure} says what a failure of Kafka means;
 *         <li>{@code egress.dedup} recognises duplicates;
 *         <li>{@code egress.observers} tells an operator's own code the outcomes;
 *       </ul>
 *   <li>{@code ingress} turns the outcome into the one status that tells the sender the truth.
 * </ol>
 *
 * <p>{@code config} builds all of it from the operator's keys, or reports one line for each problem; {@code schema}
 * checks data against a JSON Schema; {@code registry} looks up the schemas of a registry; {@code selfcheck} checks what
 * Sluice relies on. Everything below {@code core} is pure: no framework, no clock, no network. {@code ingress} and
 * {@code egress} do not know each other; what both need is in {@code core}, {@code config} and {@code runtime}.
 */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
