package io.belay.client.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests that break the network, and therefore run only in a JVM that {@code src/test/lab/bin/java}
 * started in namespaces of its own. Anywhere else they are skipped, and one line says why.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("lab")
@Timeout(value = 90, unit = TimeUnit.SECONDS)
@ExtendWith({LabCondition.class, NothingLeftBehind.class})
@interface InFaultLab {}
