package io.belay.benchmarks.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * How to start a JVM.
 *
 * @param name what to call it in messages
 * @param javaHome the JDK that it runs on
 * @param options the JVM's own options
 * @param classPath its class path
 * @param main the class whose {@code main} runs
 * @param arguments its arguments
 * @param cpu the one processor that it may run on; any if empty
 */
public record JvmPlan(
    String name,
    Path javaHome,
    List<String> options,
    String classPath,
    String main,
    List<String> arguments,
    OptionalInt cpu) {

  /** Takes copies of the lists. */
  public JvmPlan {
    options = List.copyOf(options);
    arguments = List.copyOf(arguments);
  }

  /** A JVM as this one is: its JDK and class path, no options, on any processor. */
  public static JvmPlan likeThisOne(Class<?> main, String... arguments) {
    return new JvmPlan(
        main.getSimpleName(),
        Path.of(System.getProperty("java.home")),
        List.of(),
        System.getProperty("java.class.path"),
        main.getName(),
        List.of(arguments),
        OptionalInt.empty());
  }

  /** The same under another name. */
  public JvmPlan named(String name) {
    return new JvmPlan(name, javaHome, options, classPath, main, arguments, cpu);
  }

  /** The same on another JDK. */
  public JvmPlan on(Path javaHome) {
    return new JvmPlan(name, javaHome, options, classPath, main, arguments, cpu);
  }

  /** The same with these options of the JVM in addition. */
  public JvmPlan with(List<String> more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(more);
    return new JvmPlan(name, javaHome, all, classPath, main, arguments, cpu);
  }

  /** The same with another class path. */
  public JvmPlan withClassPath(String classPath) {
    return new JvmPlan(name, javaHome, options, classPath, main, arguments, cpu);
  }

  /** The same on one processor. */
  public JvmPlan pinnedTo(OptionalInt cpu) {
    return new JvmPlan(name, javaHome, options, classPath, main, arguments, cpu);
  }

  /** The command that starts it. */
  List<String> command() {
    List<String> command = new ArrayList<>();
    cpu.ifPresent(
        number -> command.addAll(List.of("taskset", "--cpu-list", Integer.toString(number))));
    command.add(javaHome.resolve("bin").resolve("java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    return command;
  }
}
