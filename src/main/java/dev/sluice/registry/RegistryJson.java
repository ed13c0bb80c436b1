package dev.sluice.registry;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaType;
import dev.sluice.registry.LookupFailure.Kind;
import dev.sluice.registry.Registered.Link;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of Confluent's REST API, version 1: what is asked, and what is answered. Stateless. */
final class RegistryJson {

    private static final int MOST_REFERENCES = 1000;

    private RegistryJson() {}

    /**
     * What a registry says is wrong.
     *
     * @param code its {@code error_code}; 0 for none
     * @param message its {@code message}; empty for none
     */
    record Problem(int code, String message) {

        /** The code and the message, in brackets after a blank; empty if there is neither. */
        String inBrackets() {
            return code == 0 && message.isEmpty() ? "" : " (" + code + ": " + message + ")";
        }
    }

    /**
     * Reads the answer to a question for a version of a subject.
     *
     * @param sent the schema of the question, which some registries do not repeat; null if the question had none
     * @throws LookupFailure {@code UNAVAILABLE} if it is not such an answer; {@code UNUSABLE} if the schema is in a
     *     language that Sluice does not know
     */
    static Registered version(Bytes body, @Nullable Schema sent) throws LookupFailure {
        try {
            Map<String, Bytes> members = members(body);
            String text = sent == null ? string(members, "schema") : sent.text();
            if (text == null) {
                throw nonsense("has no schema");
            }
            return new Registered(
                    idIn(members),
                    number(members, "version"),
                    sent == null ? type(members) : sent.type(),
                    text,
                    sent == null ? references(members) : List.of());
        } catch (Refusal e) {
            throw nonsense("is not what a registry answers: " + e.getMessage());
        }
    }

    /** Reads the answer to a question that registers a schema: its id. */
    static int id(Bytes body) throws LookupFailure {
        try {
            return idIn(members(body));
        } catch (Refusal e) {
            throw nonsense("is not what a registry answers: " + e.getMessage());
        }
    }

    /** Reads the body of an answer that is no success, which may be anything. */
    static Problem problem(Bytes body) {
        try {
            Map<String, Bytes> members = members(body);
            String message = string(members, "message");
            return new Problem(
                    members.containsKey("error_code") ? number(members, "error_code") : 0,
                    message == null ? "" : message);
        } catch (Refusal | LookupFailure e) {
            return new Problem(0, "");
        }
    }

    /** The question that registers {@code schema}, or looks it up. */
    static Bytes question(Schema schema, List<Link> references) {
        StringBuilder json = new StringBuilder(schema.text().length() + 100);
        json.append("{\"schemaType\":\"").append(schema.type()).append("\",\"schema\":");
        write(json, schema.text());
        if (!references.isEmpty()) {
            String before = ",\"references\":[";
            for (Link link : references) {
                write(json.append(before).append("{\"name\":"), link.name());
                write(json.append(",\"subject\":"), link.subject());
                json.append(",\"version\":").append(link.version()).append('}');
                before = ",";
            }
            json.append(']');
        }
        return Bytes.utf8(json.append('}').toString());
    }

    private static void write(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        json.append('"');
    }

    private static LookupFailure nonsense(String what) {
        return new LookupFailure(Kind.UNAVAILABLE, "the answer " + what);
    }

    private static Map<String, Bytes> members(Bytes text) throws LookupFailure {
        JsonScanner json = new JsonScanner(text);
        json.enterObject("no JSON object");
        Map<String, Bytes> members = members(json);
        json.end();
        return members;
    }

    /** The members of the object that {@code json} is in. */
    private static Map<String, Bytes> members(JsonScanner json) throws LookupFailure {
        Map<String, Bytes> members = new HashMap<>();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            if (members.put(name, json.value()) != null) {
                throw nonsense("has a member twice");
            }
        }
        return members;
    }

    /** The characters of a string; null if it is missing or null. */
    private static @Nullable String string(Map<String, Bytes> members, String name) throws LookupFailure {
        Bytes value = members.get(name);
        if (value == null || value.at(0) == 'n') {
            return null;
        }
        if (value.at(0) != '"') {
            throw nonsense("has a " + name + " that is no string");
        }
        return JsonScanner.characters(value);
    }

    private static String required(Map<String, Bytes> members, String name) throws LookupFailure {
        String value = string(members, name);
        if (value == null) {
            throw nonsense("has a reference without " + name);
        }
        return value;
    }

    /** A consumer reads its 32 bits as a number, and asks for a schema by that. */
    private static int idIn(Map<String, Bytes> members) throws LookupFailure {
        int id = number(members, "id");
        if (id < 0) {
            throw nonsense("has an id below 0");
        }
        return id;
    }

    /** A whole number of 32 bits. */
    private static int number(Map<String, Bytes> members, String name) throws LookupFailure {
        Bytes value = members.get(name);
        try {
            return value == null || value.length() > 11 ? parsed("") : parsed(value.asUtf8());
        } catch (NumberFormatException e) {
            throw nonsense("has no " + name + " that is a number of 32 bits");
        }
    }

    private static int parsed(String number) {
        return Integer.parseInt(number);
    }

    /** Registries leave the type out where it is Avro. */
    private static SchemaType type(Map<String, Bytes> members) throws LookupFailure {
        String written = string(members, "schemaType");
        if (written == null) {
            return SchemaType.AVRO;
        }
        for (SchemaType type : SchemaType.values()) {
            if (type.name().equals(written)) {
                return type;
            }
        }
        throw new LookupFailure(Kind.UNUSABLE, "its schemaType is " + written + ", which Sluice does not know");
    }

    private static List<Link> references(Map<String, Bytes> members) throws LookupFailure {
        Bytes list = members.get("references");
        if (list == null || list.at(0) == 'n') {
            return List.of();
        }
        List<Link> references = new ArrayList<>();
        JsonScanner json = new JsonScanner(list);
        json.enterArray("references are no list");
        while (json.nextElement()) {
            if (references.size() == MOST_REFERENCES) {
                throw nonsense("has more than " + MOST_REFERENCES + " references");
            }
            Map<String, Bytes> link = members(json.value());
            references.add(new Link(required(link, "name"), required(link, "subject"), number(link, "version")));
        }
        return references;
    }
}
