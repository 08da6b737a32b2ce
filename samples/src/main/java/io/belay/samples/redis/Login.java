package io.belay.samples.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a connection to Redis says before it carries commands.
 *
 * @param user whom to log in; Redis's default user if empty
 * @param password empty for no login
 * @param database which of the databases to use; 0 is where each connection begins
 */
public record Login(Optional<String> user, Optional<String> password, int database) {

  /** Neither a login nor another database. */
  public static final Login NONE = new Login(Optional.empty(), Optional.empty(), 0);

  /**
   * This one with a password.
   *
   * @param password the password
   * @return a copy
   */
  public Login withPassword(String password) {
    return new Login(user, Optional.of(password), database);
  }

  /**
   * This one with a database.
   *
   * @param database its number
   * @return a copy
   */
  public Login withDatabase(int database) {
    return new Login(user, password, database);
  }

  /** The commands, in order. */
  List<Command> commands() {
    List<Command> commands = new ArrayList<>();
    password.ifPresent(
        secret ->
            commands.add(
                user.map(name -> Command.of("AUTH", name, secret))
                    .orElseGet(() -> Command.of("AUTH", secret))));
    if (database != 0) {
      commands.add(Command.of("SELECT", Integer.toString(database)));
    }
    return commands;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "Login[user=%s, database=%d]".formatted(user.orElse("default"), database);
  }
}
