package dev.sluice.core.cesql;

/** The types of the language (CESQL 1.0, 3.1). */
enum Type {
    STRING,
    INTEGER,
    BOOLEAN
}
