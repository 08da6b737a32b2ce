package io.belay.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The public API as text: a line for each public type of a package, and one for each member that
 * users can reach. It does not depend on the JDK that compiles or lists it.
 */
final class ApiListing {
  // Every record and enum has these, and says nothing by them.
  private static final Set<String> IMPLIED = Set.of("equals", "hashCode", "toString");

  private ApiListing() {}

  static String of(String packageName) {
    String types =
        Published.CLASSES.stream()
            .filter(type -> type.getPackageName().equals(packageName))
            .sorted(Comparator.comparing(JavaClass::getName))
            .map(JavaClass::reflect)
            .filter(ApiListing::isReachable)
            .map(ApiListing::describe)
            .collect(Collectors.joining("\n"));
    return "package " + packageName + "\n\n" + types;
  }

  private static boolean isReachable(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return isVisible(type.getModifiers()) && (outer == null || isReachable(outer));
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String describe(Class<?> type) {
    List<String> members = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      if (isVisible(field.getModifiers()) && !field.isSynthetic()) {
        members.add(field.isEnumConstant() ? field.getName() : describe(field));
      }
    }
    // In their own order: it has a meaning in an enum, and none in what follows.
    Stream<String> executables =
        Stream.concat(
                Arrays.stream(type.getDeclaredConstructors()),
                Arrays.stream(type.getDeclaredMethods()))
            .filter(each -> isVisible(each.getModifiers()) && !each.isSynthetic())
            .filter(each -> !isImplied(type, each))
            .map(ApiListing::describe)
            .sorted();
    return Stream.concat(members.stream(), executables)
        .map(member -> "  " + member + "\n")
        .collect(Collectors.joining("", header(type) + "\n", ""));
  }

  private static boolean isImplied(Class<?> type, Executable member) {
    if (IMPLIED.contains(member.getName())) {
      return true;
    }
    if (type.isEnum()) {
      return Set.of("values", "valueOf").contains(member.getName());
    }
    return type.isRecord()
        && (member instanceof Constructor<?> constructor
            ? isCanonical(type, constructor)
            : isAccessor(type, member));
  }

  private static boolean isCanonical(Class<?> type, Constructor<?> constructor) {
    Class<?>[] components =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    return Arrays.equals(constructor.getParameterTypes(), components);
  }

  private static boolean isAccessor(Class<?> type, Executable member) {
    return Arrays.stream(type.getRecordComponents())
        .anyMatch(component -> component.getAccessor().equals(member));
  }

  private static String header(Class<?> type) {
    StringBuilder header = new StringBuilder(modifiers(type)).append(nameOf(type));
    header.append(variables(type.getTypeParameters()));
    if (type.isRecord()) {
      header.append(
          Arrays.stream(type.getRecordComponents())
              .map(each -> shorten(each.getGenericType()) + " " + each.getName())
              .collect(Collectors.joining(", ", "(", ")")));
    }
    if (type.getSuperclass() != null && !type.isEnum() && !type.isRecord()) {
      header.append(list(" extends ", type.getGenericSuperclass()));
    }
    header.append(
        list(type.isInterface() ? " extends " : " implements ", type.getGenericInterfaces()));
    if (type.isSealed()) {
      // Compilers differ in their order.
      Class<?>[] permitted = type.getPermittedSubclasses();
      Arrays.sort(permitted, Comparator.comparing(Class::getName));
      header.append(list(" permits ", permitted));
    }
    return header.toString();
  }

  private static String modifiers(Class<?> type) {
    int modifiers = type.getModifiers();
    String text = Modifier.isProtected(modifiers) ? "protected " : "";
    if (type.isSealed()) {
      text += "sealed ";
    }
    if (type.isRecord()) {
      return text + "record ";
    }
    if (type.isEnum()) {
      return text + "enum ";
    }
    if (type.isInterface()) {
      return text + "interface ";
    }
    if (Modifier.isAbstract(modifiers)) {
      text += "abstract ";
    }
    return text + (Modifier.isFinal(modifiers) ? "final class " : "class ");
  }

  private static String describe(Field field) {
    return modifiers(field.getModifiers() & Modifier.fieldModifiers())
        + shorten(field.getGenericType())
        + " "
        + field.getName();
  }

  private static String describe(Executable member) {
    String parameters =
        Arrays.stream(member.getGenericParameterTypes())
            .map(ApiListing::shorten)
            .collect(Collectors.joining(", ", "(", ")"));
    String thrown = list(" throws ", member.getGenericExceptionTypes());
    String variables = variables(member.getTypeParameters());
    String start = variables.isEmpty() ? "" : variables + " ";
    if (member instanceof Method method) {
      // An interface's methods are public and abstract without saying so.
      int implied = method.getDeclaringClass().isInterface() ? Modifier.ABSTRACT : 0;
      int modifiers = method.getModifiers() & Modifier.methodModifiers() & ~implied;
      return modifiers(modifiers)
          + (method.isDefault() ? "default " : "")
          + start
          + shorten(method.getGenericReturnType())
          + " "
          + method.getName()
          + parameters
          + thrown;
    }
    return modifiers(member.getModifiers() & Modifier.constructorModifiers())
        + start
        + nameOf(member.getDeclaringClass())
        + parameters
        + thrown;
  }

  /** What is public is not said: everything here is, unless it is protected. */
  private static String modifiers(int modifiers) {
    String text = Modifier.toString(modifiers & ~Modifier.PUBLIC);
    return text.isEmpty() ? "" : text + " ";
  }

  private static String variables(TypeVariable<?>[] variables) {
    if (variables.length == 0) {
      return "";
    }
    return Arrays.stream(variables)
        .map(
            variable ->
                variable.getName()
                    + Arrays.stream(variable.getBounds())
                        .filter(bound -> bound != Object.class)
                        .map(ApiListing::shorten)
                        .collect(Collectors.joining(" & ", " extends ", ""))
                        .replaceFirst(" extends $", ""))
        .collect(Collectors.joining(", ", "<", ">"));
  }

  private static String list(String start, Type... types) {
    List<String> names =
        Arrays.stream(types).filter(type -> type != Object.class).map(ApiListing::shorten).toList();
    return names.isEmpty() ? "" : start + String.join(", ", names);
  }

  /** Without the packages of the JDK, and of Belay's own exported types. */
  private static String shorten(Type type) {
    String name = type.getTypeName().replaceAll("\\bjava\\.(lang|time|util)\\.(\\w+\\.)*", "");
    for (String exported : Published.exportedPackages()) {
      name = name.replaceAll("\\b" + exported.replace(".", "\\.") + "\\.(?=[A-Z])", "");
    }
    return name.replace('$', '.');
  }

  private static String nameOf(Class<?> type) {
    return shorten(type);
  }
}
