package dev.sluice;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.egress.Publication;
import dev.sluice.egress.RecordPublisher;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The layering. Do not loosen a rule to make a change pass: the rules are what lets a change stay in one room. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule theCoreIsPure = classes()
            .that()
            .resideInAPackage("dev.sluice.core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "javax.crypto..", "org.jspecify.annotations", "dev.sluice.core..");

    /** The core has no library, so a format that needs one lives in a package of its own below this one. */
    @ArchTest
    static final ArchRule formatsKnowTheCoreOnly = noClasses()
            .that()
            .resideInAPackage("dev.sluice.format..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.sluice..")
                    .and(not(resideInAnyPackage("dev.sluice.core..", "dev.sluice.format.."))))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyTheRootKnowsWhichFormatsThereAre = noClasses()
            .that()
            .resideOutsideOfPackages("dev.sluice", "dev.sluice.format..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.format..");

    @ArchTest
    static final ArchRule ingressAndEgressDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage("dev.sluice.ingress..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.egress..");

    @ArchTest
    static final ArchRule egressAndIngressDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage("dev.sluice.egress..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.ingress..");

    @ArchTest
    static final ArchRule theyKnowNothingOfTheRoot = noClasses()
            .that()
            .resideInAnyPackage("dev.sluice.ingress..", "dev.sluice.egress..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice");

    @ArchTest
    static final ArchRule theEgressHasTwoFaces = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.egress..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.sluice.egress..")
                    .and(not(type(RecordPublisher.class)))
                    .and(not(type(Publication.class))));

    @ArchTest
    static final ArchRule theRuntimeKnowsNobody = noClasses()
            .that()
            .resideInAPackage("dev.sluice.runtime..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.sluice..").and(not(resideInAPackage("dev.sluice.runtime.."))));

    /** A number is written nowhere else: it comes from {@code Outcome}. */
    @ArchTest
    static final ArchRule oneClassAnswersWithAStatus = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.sluice.ingress.Exchange")
            .should()
            .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.nameMatching("setStatusCode")));

    @ArchTest
    static final ArchRule theSelfTestKnowsNothingOfTheShell = noClasses()
            .that()
            .resideInAPackage("dev.sluice.selfcheck..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.sluice", "dev.sluice.ingress..", "dev.sluice.egress..");

    @ArchTest
    static final ArchRule onlyChecksKnowTheSelfTest = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.selfcheck..")
            .and()
            .haveSimpleNameNotEndingWith("Checks")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.selfcheck..");

    @ArchTest
    static final ArchRule onlyTheIngressAndTheRegistryKnowHttp = noClasses()
            .that()
            .resideOutsideOfPackages("dev.sluice.ingress..", "dev.sluice.registry..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.ext.web..", "io.vertx.core.http..", "io.quarkus.vertx.http..");

    /** Which languages of schemas there are, it is told. */
    @ArchTest
    static final ArchRule theRegistryKnowsNoFormatAndNoRoute = noClasses()
            .that()
            .resideInAPackage("dev.sluice.registry..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.sluice..")
                    .and(not(resideInAnyPackage(
                            "dev.sluice.core.value..",
                            "dev.sluice.core.event..",
                            "dev.sluice.core.json..",
                            "dev.sluice.core.delivery..",
                            "dev.sluice.config..",
                            "dev.sluice.runtime..",
                            "dev.sluice.registry.."))));

    @ArchTest
    static final ArchRule onlyTheRootKnowsTheRegistry = noClasses()
            .that()
            .resideOutsideOfPackages("dev.sluice", "dev.sluice.registry..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.registry..");

    @ArchTest
    static final ArchRule connectionsKnowNothingOfRequests = noClasses()
            .that()
            .resideInAPackage("dev.sluice.ingress.connection..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.sluice.ingress", "dev.sluice.core..");

    @ArchTest
    static final ArchRule handshakesKnowNothingOfTheDoor = noClasses()
            .that()
            .resideInAPackage("dev.sluice.ingress.handshake..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.ingress");

    @ArchTest
    static final ArchRule onlyTheEgressKnowsKafka = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.egress..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka..", "io.smallrye.reactive.messaging..", "org.eclipse.microprofile.reactive..");

    @ArchTest
    static final ArchRule onlyTheSchemaKnowsItsLibraries = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.schema..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.networknt..", "com.fasterxml.jackson..", "com.google.re2j..");

    @ArchTest
    static final ArchRule onlyItsFormatKnowsAvro = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.format.avro..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.avro..");

    @ArchTest
    static final ArchRule onlyTheProofsKnowJose = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.ingress.auth..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.jose4j..");

    @ArchTest
    static final ArchRule theSchemaKnowsTheCoreOnly = classes()
            .that()
            .resideInAPackage("dev.sluice.schema..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify.annotations",
                    "dev.sluice.core.event..",
                    "dev.sluice.core.json..",
                    "dev.sluice.core.value..",
                    "dev.sluice.schema..",
                    "com.networknt..",
                    "com.fasterxml.jackson..",
                    "com.google.re2j..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.sluice.(**)").should().beFreeOfCycles();

    /**
     * What is used of other libraries that they do not promise to keep, by who uses it: an upgrade has to look at
     * these.
     */
    private static final Map<String, Set<String>> INTERNALS = Map.of(
            "egress.channel.RecordMessage",
            Set.of(
                    "io.smallrye.reactive.messaging.kafka.impl.KafkaSendingThread",
                    "io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata",
                    "org.apache.kafka.common.header.internals.RecordHeader",
                    "org.apache.kafka.common.header.internals.RecordHeaders"),
            "egress.settings.OAuthBearer",
            Set.of(
                    "org.apache.kafka.common.internals.SecurityManagerCompatibility",
                    "org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerRefreshingLogin",
                    "org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerSaslClientCallbackHandler"),
            "ingress.Carrier",
            Set.of("io.vertx.core.net.impl.ConnectionBase"),
            "ingress.Drain",
            Set.of("sun.misc.Signal"),
            "ingress.connection.GuardProvider",
            Set.of("io.vertx.core.impl.VertxBuilder"),
            "ingress.connection.GuardedTransport",
            Set.of("io.vertx.core.impl.transports.JDKTransport"),
            "ingress.connection.RequestDecoder",
            Set.of("io.vertx.core.http.impl.VertxHttpRequestDecoder"),
            "runtime.CallerLoop",
            Set.of("io.vertx.core.impl.ContextInternal"));

    private static final Pattern INTERNAL = Pattern.compile(
            "(sun|com\\.sun)\\..*|(?!dev\\.sluice\\.).*\\.(impl|internal|internals|operators|providers)\\..*");

    @ArchTest
    static void internalsOfOthersAreUsedWhereTheyAreListedOnly(JavaClasses all) {
        Map<String, Set<String>> used = new TreeMap<>();
        for (JavaClass ours : all) {
            String name = ours.getName().replaceFirst("\\$.*", "").substring("dev.sluice.".length());
            ours.getDirectDependenciesFromSelf().stream()
                    .map(dependency ->
                            dependency.getTargetClass().getBaseComponentType().getName())
                    .filter(INTERNAL.asMatchPredicate())
                    .forEach(theirs ->
                            used.computeIfAbsent(name, first -> new TreeSet<>()).add(theirs));
        }
        assertThat(used).isEqualTo(INTERNALS);
    }

    /** What is found by its name at run time is not in a native executable. */
    @ArchTest
    static final ArchRule nothingIsLookedUpByItsName = noClasses()
            .should()
            .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.nameMatching("forName|loadClass"))
                    .and(JavaCall.Predicates.target(
                            HasOwner.Predicates.With.owner(JavaClass.Predicates.assignableTo(Class.class)
                                    .or(JavaClass.Predicates.assignableTo(ClassLoader.class))))))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ServiceLoader.class);
}
