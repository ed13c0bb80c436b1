package dev.sluice;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ServiceLoader;

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
    static final ArchRule ofTheRootTheyKnowTheAgeOfTheProcessOnly = noClasses()
            .that()
            .resideInAnyPackage("dev.sluice.ingress..", "dev.sluice.egress..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.sluice").and(not(type(ProcessAge.class))));

    @ArchTest
    static final ArchRule theSelfTestKnowsNothingOfTheShell = noClasses()
            .that()
            .resideInAPackage("dev.sluice.selftest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.sluice", "dev.sluice.ingress..", "dev.sluice.egress..");

    @ArchTest
    static final ArchRule onlyChecksKnowTheSelfTest = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.selftest..")
            .and()
            .haveSimpleNameNotEndingWith("Checks")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.selftest..");

    @ArchTest
    static final ArchRule onlyTheIngressKnowsHttp = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.ingress..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.ext.web..", "io.vertx.core.http..", "io.quarkus.vertx.http..");

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
                    "dev.sluice.schema..",
                    "com.networknt..",
                    "com.fasterxml.jackson..",
                    "com.google.re2j..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.sluice.core.(*)..").should().beFreeOfCycles();

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
