package dev.sluice.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaStaticInitializer;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.security.oauthbearer.ClientCredentialsJwtRetriever;
import org.apache.kafka.common.security.oauthbearer.ClientJwtValidator;
import org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever;
import org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator;
import org.apache.kafka.common.security.oauthbearer.FileJwtRetriever;
import org.apache.kafka.common.security.oauthbearer.JwtBearerJwtRetriever;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerRefreshingLogin;
import org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerSaslClientCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.internals.unsecured.OAuthBearerUnsecuredLoginCallbackHandler;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a native executable needs to be told at its build, because nothing is found by its name at run time. */
class NativeImageIT {

    private static final NativeSources SOURCES = new NativeSources();

    /** Libraries of ours that no Quarkus extension prepares for a native image. */
    private static final Pattern UNPREPARED = Pattern.compile(
            "(json-schema-validator|jackson-dataformat-yaml|itu|zstd-jni|lz4-java|snappy-java|jose4j|avro)-[^/]*");

    private static JavaClasses classes;

    @BeforeAll
    static void importTheClasses() throws IOException {
        List<JarFile> jars = new ArrayList<>();
        for (Path jar : SOURCES.jars()) {
            String name = jar.getFileName().toString();
            if (name.startsWith("sluice") || UNPREPARED.matcher(name).find()) {
                jars.add(new JarFile(jar.toFile()));
            }
        }
        classes = new ClassFileImporter()
                .withImportOption(place -> place.contains("/dev/sluice/") || !place.contains("sluice-"))
                .importJars(jars);
        for (JarFile jar : jars) {
            jar.close();
        }
    }

    @Test
    void registersEveryClassThatKafkasConfigurationNames() throws IOException {
        Set<String> names = new LinkedHashSet<>(List.of(
                ByteArraySerializer.class.getName(),
                RoundRobinPartitioner.class.getName(),
                PlainLoginModule.class.getName(),
                ScramLoginModule.class.getName(),
                OAuthBearerLoginModule.class.getName(),
                OAuthBearerLoginCallbackHandler.class.getName(),
                OAuthBearerRefreshingLogin.class.getName(),
                OAuthBearerSaslClientCallbackHandler.class.getName(),
                OAuthBearerUnsecuredLoginCallbackHandler.class.getName(),
                DefaultJwtRetriever.class.getName(),
                ClientCredentialsJwtRetriever.class.getName(),
                JwtBearerJwtRetriever.class.getName(),
                FileJwtRetriever.class.getName(),
                ClientJwtValidator.class.getName(),
                "org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerSaslClient$OAuthBearerSaslClientFactory",
                "org.apache.kafka.common.security.scram.internals.ScramSaslClient$ScramSaslClientFactory",
                "org.apache.kafka.common.security.authenticator.DefaultLogin",
                "org.apache.kafka.common.security.authenticator.SaslClientCallbackHandler",
                "org.apache.kafka.common.security.authenticator.AbstractLogin$DefaultLoginCallbackHandler"));
        for (ConfigDef settings : List.of(ProducerConfig.configDef(), AdminClientConfig.configDef())) {
            for (ConfigDef.ConfigKey key : settings.configKeys().values()) {
                names.addAll(classesIn(key.defaultValue));
            }
        }

        // Sluice sets another one
        names.remove(DefaultJwtValidator.class.getName());
        for (String name : names) {
            assertThat(SOURCES.reflection(name)).as(name).isNotEmpty();
        }
    }

    private static List<String> classesIn(Object defaultValue) {
        List<String> names = new ArrayList<>();
        if (defaultValue instanceof Class<?> type) {
            names.add(type.getName());
        } else if (defaultValue instanceof List<?> list) {
            list.stream()
                    .map(String::valueOf)
                    .filter(name -> name.startsWith("org.apache"))
                    .forEach(names::add);
        }
        return names;
    }

    @Test
    void registersWhatReadsTheConfigurationAndTheFunction() throws IOException {
        assertThat(SOURCES.reflection("dev.sluice.config.DottedKeyInterceptor")).isNotEmpty();
        assertThat(SOURCES.reflection("dev.sluice.config.VerbatimVariables")).isNotEmpty();
        assertThat(SOURCES.reflection("dev.sluice.config.PresetInterceptor")).isNotEmpty();
        assertThat(SOURCES.includes("dev/sluice/presets/github.yaml")).isTrue();
        assertThat(SOURCES.text("META-INF/services/io.smallrye.config.ConfigSourceInterceptor"))
                .contains(
                        "dev.sluice.config.DottedKeyInterceptor",
                        "dev.sluice.config.PresetInterceptor",
                        "dev.sluice.config.VerbatimVariables");
        assertThat(SOURCES.includes("META-INF/services/io.smallrye.config.ConfigSourceInterceptor"))
                .isTrue();
        // it has the names of all keys, which are asked for at each startup
        assertThat(SOURCES.reflection("dev.sluice.config.SluiceKeys$$CMImpl"))
                .anyMatch(entry -> entry.path("allDeclaredMethods").asBoolean());
        assertThat(SOURCES.reflection("dev.sluice.PublishFunction")).isNotEmpty();
        assertThat(SOURCES.reflection("io.smallrye.config.source.yaml.YamlConfigSourceLoader$InFileSystem"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reflect-config.json", "jni-config.json"})
    void registersNothingThatIsNotThere(String file) throws IOException, ReflectiveOperationException {
        try (URLClassLoader loader = SOURCES.classes()) {
            for (JsonNode entry : SOURCES.ours(file)) {
                if (entry.get("name").asText().startsWith("javax.")) {
                    continue; // of the JDK that builds the executable, and has methods that this one may lack
                }
                Class<?> type = Class.forName(entry.get("name").asText(), false, loader);
                for (JsonNode field : entry.path("fields")) {
                    assertThat(type.getDeclaredField(field.get("name").asText()))
                            .isNotNull();
                }
                for (JsonNode method : entry.path("methods")) {
                    assertThat(isThere(method, type))
                            .as("%s of %s", method, type)
                            .isTrue();
                }
            }
        }
    }

    private static boolean isThere(JsonNode method, Class<?> type) {
        List<String> parameters = new ArrayList<>();
        method.path("parameterTypes").forEach(parameter -> parameters.add(parameter.asText()));
        String name = method.get("name").asText();
        return Stream.of(name.equals("<init>") ? type.getDeclaredConstructors() : type.getDeclaredMethods())
                .filter(declared -> name.equals("<init>") || declared.getName().equals(name))
                .anyMatch(declared -> Stream.of(declared.getParameterTypes())
                        .map(Class::getName)
                        .toList()
                        .equals(parameters));
    }

    @Test
    void registersEveryImplementationOfLz4InJava() throws IOException {
        List<String> implementations = new ArrayList<>();
        try (URLClassLoader loader = SOURCES.classes()) {
            for (String name : classNamesIn(SOURCES.jar("lz4-java"))) {
                if (!name.contains("JNI") && hasInstance(Class.forName(name, false, loader))) {
                    implementations.add(name);
                }
            }
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }

        assertThat(implementations).hasSize(16);
        for (String name : implementations) {
            assertThat(SOURCES.reflection(name)).as(name).isNotEmpty();
        }
    }

    private static boolean hasInstance(Class<?> type) {
        return Stream.of(type.getDeclaredFields()).map(Field::getName).anyMatch("INSTANCE"::equals);
    }

    @Test
    void takesTheNativeLibraryOfZstdAlongAndLoadsItAtRunTime() throws IOException {
        List<String> libraries = filesIn(SOURCES.jar("zstd-jni")).stream()
                .filter(SOURCES::includes)
                .toList();

        assertThat(libraries)
                .anyMatch(name -> name.startsWith("linux/amd64/libzstd-jni"))
                .anyMatch(name -> name.startsWith("linux/aarch64/libzstd-jni"));
        assertThat(SOURCES.isInitialisedAtRunTime("com.github.luben.zstd.util.Native"))
                .isTrue();
    }

    /** And not by Quarkus, which would unpack the library at every start, and where another process has it loaded. */
    @Test
    void leavesTheNativeLibraryOfSnappyToSnappyWhichUnpacksItAtRunTime() throws IOException {
        List<String> files = filesIn(SOURCES.jar("snappy-java"));

        assertThat(files.stream().filter(SOURCES::includes))
                .containsExactlyInAnyOrder(
                        "org/xerial/snappy/native/Linux/x86_64/libsnappyjava.so",
                        "org/xerial/snappy/native/Linux/aarch64/libsnappyjava.so",
                        "org/xerial/snappy/VERSION");
        assertThat(SOURCES.isInitialisedAtRunTime("org.xerial.snappy.Snappy")).isTrue();
        assertThat(SOURCES.listed("--features")).isNotEmpty().noneMatch(feature -> feature.contains("Snappy"));
        assertThat(filesIn(SOURCES.jar("sluice")))
                .filteredOn(name -> name.startsWith("io/quarkus/runner/recorded/"))
                .isNotEmpty()
                .noneMatch(step -> step.contains("Snappy"));
    }

    @Test
    void takesTheMetaSchemasAlong() throws IOException {
        List<String> metaSchemas = filesIn(SOURCES.jar("json-schema-validator")).stream()
                .filter(name -> name.startsWith("draft/2020-12/") || name.startsWith("draft-07/"))
                .toList();

        assertThat(metaSchemas).contains("draft/2020-12/schema", "draft/2020-12/meta/core", "draft-07/schema");
        assertThat(metaSchemas).allMatch(SOURCES::includes);
    }

    /** Messages about a schema that is refused show parts of it, which Avro writes by a plugin of its own. */
    @Test
    void takesAlongWhatWritesAvroSchemasIntoMessages() throws IOException {
        assertThat(SOURCES.includes("META-INF/services/org.apache.avro.SchemaFormatterFactory"))
                .isTrue();
        assertThat(SOURCES.reflection("org.apache.avro.JsonSchemaFormatterFactory"))
                .isNotEmpty();
        assertThat(SOURCES.isInitialisedAtRunTime("org.apache.avro.Schema")).isTrue();
    }

    @Test
    void hasAllCharsetsOfTheJvm() {
        assertThat(SOURCES.isOn("-H:", "AddAllCharsets")).isTrue();
    }

    @Test
    void isBuiltWithTlsAndABoundOnItsHeap() {
        assertThat(SOURCES.listed("--enable-url-protocols")).contains("http", "https");
        assertThat(SOURCES.value("--gc")).hasValue("serial");
        assertThat(SOURCES.value("-R:MaxHeapSize")).hasValue("128m");
        assertThat(SOURCES.isOn("-R:", "ExitOnOutOfMemoryError")).isTrue();
        assertThat(SOURCES.arguments()).contains("--link-at-build-time").doesNotContain("--auto-fallback");
    }

    @Test
    void needsNoClassThatIsNotThere() throws IOException {
        Reachable reachable = new Reachable(Reachable.codeOf(classes, "dev.sluice"));
        List<String> missing = new ArrayList<>();
        try (URLClassLoader loader = SOURCES.classes()) {
            for (JavaCodeUnit code : reachable.all()) {
                for (String name : Reachable.needs(code)) {
                    if (!isThere(name, loader)) {
                        missing.add(name + ", for " + reachable.path(code));
                    }
                }
            }
        }

        assertThat(reachable.all()).hasSizeGreaterThan(1000);
        assertThat(missing).isEmpty();
    }

    private static boolean isThere(String name, ClassLoader loader) {
        if (!name.contains(".")) {
            return true; // a primitive type
        }
        try {
            Class.forName(name, false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Quarkus runs the static initialisers while the executable is built, on another machine and another day. */
    @Test
    void noStaticInitialiserLooksAtTheMachineItRunsOn() {
        List<JavaCodeUnit> initialisers = Reachable.codeOf(classes, "").stream()
                .filter(JavaStaticInitializer.class::isInstance)
                .filter(code -> !SOURCES.isInitialisedAtRunTime(code.getOwner().getName()))
                .filter(code -> !code.getOwner().getPackageName().startsWith("io."))
                .toList();
        Reachable reachable = new Reachable(initialisers);
        List<String> found = new ArrayList<>();
        for (JavaCodeUnit code : reachable.all()) {
            for (JavaCodeUnitAccess<?> call : Reachable.calls(code)) {
                if (isOfTheMachine(call)) {
                    found.add(call.getTarget().getFullName() + ", by " + reachable.path(code));
                }
            }
        }

        assertThat(initialisers).hasSizeGreaterThan(100);
        assertThat(found).isEmpty();
    }

    private static boolean isOfTheMachine(JavaCodeUnitAccess<?> call) {
        String owner = call.getTargetOwner().getName();
        String name = call.getName();
        return owner.equals("java.lang.System") && name.matches("getenv|getProperty|nanoTime|currentTimeMillis|load.*")
                || owner.equals("java.lang.Thread") && name.equals("<init>")
                || owner.equals("java.time.Instant") && name.equals("now")
                || owner.startsWith("java.net.") && name.matches("getLocalHost|getByName|open|connect")
                || owner.matches("java\\.util\\.concurrent\\.(Executors|ForkJoinPool|Thread.*)")
                || owner.matches("java\\.(security\\.SecureRandom|util\\.Random|util\\.UUID)")
                        && name.matches("<init>|randomUUID")
                || owner.startsWith("java.lang.management.");
    }

    /** Its static initialiser would run what is not to run at the build, and leave what that makes in the image. */
    @Test
    void noClassThatIsInitialisedAtTheBuildInitialisesOneThatIsNot() throws IOException {
        List<JavaCodeUnit> initialisers = Reachable.codeOf(importKafka(), "org.apache.kafka").stream()
                .filter(JavaStaticInitializer.class::isInstance)
                .filter(code -> !SOURCES.isInitialisedAtRunTime(code.getOwner().getName()))
                .toList();
        Reachable reachable = new Reachable(initialisers);
        List<String> found = new ArrayList<>();
        for (JavaCodeUnit code : reachable.all()) {
            for (JavaCodeUnitAccess<?> call : Reachable.calls(code)) {
                if (SOURCES.isInitialisedAtRunTime(call.getTargetOwner().getName())) {
                    found.add(call.getTarget().getFullName() + ", by " + reachable.path(code));
                }
            }
        }

        assertThat(initialisers).hasSizeGreaterThan(20);
        assertThat(found).isEmpty();
    }

    private static JavaClasses importKafka() throws IOException {
        try (JarFile jar = new JarFile(SOURCES.jar("kafka-clients").toFile())) {
            return new ClassFileImporter()
                    .withImportOption(place ->
                            place.contains("/kafka/common/compress/") || place.contains("/kafka/common/record/"))
                    .importJar(jar);
        }
    }

    private static List<String> classNamesIn(Path jar) throws IOException {
        return filesIn(jar).stream()
                .filter(name -> name.endsWith(".class"))
                .map(name ->
                        name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                .toList();
    }

    private static List<String> filesIn(Path jar) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(jar);
                Stream<Path> paths = Files.walk(files.getPath("/"))) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> path.toString().substring(1))
                    .toList();
        }
    }
}
