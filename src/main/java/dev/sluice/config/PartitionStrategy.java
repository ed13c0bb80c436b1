package dev.sluice.config;

/** How the partition of a record is chosen, if the mapping does not say. */
public enum PartitionStrategy {
    /** By the key, as every Java producer does, so the order of one key is kept. Records without a key fill batches. */
    KEY,
    /** The next partition for each record, whatever its key, so the order of one key is lost. */
    ROUND_ROBIN
}
