package io.belay.client.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips the lab where it cannot be had. */
public final class LabCondition implements ExecutionCondition {
  private static final Optional<String> MISSING = missing();

  static {
    MISSING.ifPresent(reason -> System.out.println("[fault lab] skipped: " + reason));
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return MISSING
        .map(ConditionEvaluationResult::disabled)
        .orElseGet(() -> ConditionEvaluationResult.enabled("in namespaces of its own"));
  }

  /** Why there is no lab. It never trusts a variable alone: its tests switch firewalls. */
  private static Optional<String> missing() {
    String reason = System.getenv("LAB_MISSING");
    String outside = System.getenv("LAB_OUTSIDE");
    if (reason != null) {
      return Optional.of(reason);
    }
    try {
      String here = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
      return outside == null || outside.isEmpty() || outside.equals(here)
          ? Optional.of("the JVM was not started by src/test/lab/bin/java")
          : Spoken.missing();
    } catch (IOException e) {
      return Optional.of("no /proc: " + e);
    }
  }
}
