package dev.sluice.config;

/** Which partition of its topic a record goes to, where the mapping does not say. */
public enum PartitionStrategy {
    /** The key decides, as for every Java producer, so one key keeps its order; records without one fill batches. */
    KEY,
    /** Each record goes to the next partition whatever its key, so the order of one key is lost. */
    ROUND_ROBIN
}
