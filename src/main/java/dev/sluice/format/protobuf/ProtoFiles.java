package dev.sluice.format.protobuf;

import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A schema's text and all that it imports, parsed.
 *
 * <p>An import is found among the well-known files, then among the references of the schema that has it, then among
 * those of the schema that all started with, which may list everything. There are at most {@value #MAX_FILES} files.
 * For one schema on one thread.
 */
final class ProtoFiles {

    /** The path of the schema itself. */
    static final String ROOT = "";

    private static final int MAX_FILES = 500;

    /** Characters of all files. */
    private static final int MAX_LENGTH = 4 << 20;

    /** How long a chain of imports may be. */
    private static final int MAX_CHAIN = 100;

    private final Schema root;
    private final Map<String, ProtoFile> files = new LinkedHashMap<>();
    private final Map<String, String> texts = new HashMap<>();

    private int length;

    private ProtoFiles(Schema root) {
        this.root = root;
    }

    /**
     * All files by path, each after those that it imports. The schema itself is the last, and its path is empty.
     *
     * @throws IllegalArgumentException if one is missing or cannot be parsed
     */
    static Map<String, ProtoFile> of(Schema root) {
        ProtoFiles all = new ProtoFiles(root);
        all.add(ROOT, root.text(), root, 0);
        return all.files;
    }

    private void add(String path, String text, Schema schema, int chain) {
        texts.put(path, text);
        length += text.length();
        if (texts.size() > MAX_FILES || length > MAX_LENGTH) {
            throw new IllegalArgumentException("the schema and its imports are more than " + MAX_FILES + " files, or "
                    + MAX_LENGTH + " characters");
        }
        ProtoFile file = ProtoParser.parse(path, text);
        for (ProtoFile.Import imported : file.imports()) {
            add(imported.path(), schema, chain);
        }
        files.put(path, file);
    }

    private void add(Name imported, Schema schema, int chain) {
        String path = imported.text();
        String wellKnown = WellKnown.file(path);
        Schema found = wellKnown == null ? find(path, schema) : schema;
        if (found == null) {
            throw imported.refused(
                    "the import " + imported.shown() + " is not among the schema's references: add it there");
        }
        String text = wellKnown == null ? found.text() : wellKnown;
        String before = texts.get(path);
        if (before == null) {
            if (chain == MAX_CHAIN) {
                throw imported.refused("imports are chained over more than " + MAX_CHAIN + " files");
            }
            try {
                add(path, text, found, chain + 1);
            } catch (InImport e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw new InImport(path, e);
            }
        } else if (!before.equals(text)) {
            throw imported.refused("the import " + imported.shown() + " stands for two texts");
        } else if (!files.containsKey(path)) {
            throw imported.refused("the import " + imported.shown() + " imports itself");
        }
    }

    private @Nullable Schema find(String path, Schema schema) {
        Schema found = find(schema, path);
        return found == null ? find(root, path) : found;
    }

    private static @Nullable Schema find(Schema schema, String path) {
        for (Schema.Reference reference : schema.references()) {
            if (reference.name().equals(path) && reference.schema().type() == SchemaType.PROTOBUF) {
                return reference.schema();
            }
        }
        return null;
    }

    /** What is wrong with an imported file. */
    static final class InImport extends IllegalArgumentException {

        InImport(String path, IllegalArgumentException cause) {
            super("in the import " + Name.shown(path) + ": " + cause.getMessage(), cause);
        }
    }
}
