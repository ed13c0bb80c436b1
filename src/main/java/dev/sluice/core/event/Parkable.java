package dev.sluice.core.event;

/** What a request brings, and what is parked if it is refused permanently. */
public sealed interface Parkable permits CloudEvent, Undecoded {}
