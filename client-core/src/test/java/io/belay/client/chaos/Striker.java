package io.belay.client.chaos;

import io.belay.client.lab.Fault;
import io.belay.client.lab.Faults;
import java.net.Socket;
import java.util.List;

/**
 * Makes blows happen to a site, to the detour, and to our own machine.
 *
 * @param site the site
 * @param detour the way around
 * @param all every site, since what happens to our own machine happens to all
 */
record Striker(Site site, Detour detour, List<Site> all) {
  private static final int MORE_THAN_ANY_BACKLOG = 12;
  private static final int BYTES_BEFORE_CUT = 1_000;
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 2;

  /** Lets it happen; the fault's close ends it. */
  Fault strike(Blow blow) {
    return switch (blow) {
      case DROP -> faults().drop();
      case DROP_OUTBOUND -> faults().dropOutbound();
      case DROP_INBOUND -> faults().dropInbound();
      case LOSE_A_THIRD -> faults().lose(33);
      case REJECT_WITH_RESET -> faults().rejectWithReset();
      case RESET_ON_DATA -> faults().rejectDataWithReset();
      case UNREACHABLE -> faults().rejectWithIcmp("host-unreachable");
      case LINK_DOWN -> faults().linkDown();
      case DESTROY_SOCKETS -> once(() -> faults().destroyOurSockets());
      case FREEZE -> freeze();
      case KILL -> restart(() -> site.server().kill());
      case RESTART -> restart(() -> site.server().terminate());
      case GO_AWAY -> once(Order.GO_AWAY);
      case FIN -> once(Order.CLOSE_ALL);
      case RESET -> once(Order.RESET_ALL);
      case HALF_A_FRAME -> once(Order.HALF_A_FRAME);
      case GARBAGE -> once(Order.GARBAGE);
      case STRANGER -> once(Order.STRANGER);
      case DEAF -> until(Order.STOP_READING, Order.READ);
      case MUTE -> until(Order.SAY_NOTHING, Order.SPEAK);
      case REFUSING -> until(Order.REFUSE_ALL, Order.TAKE_ALL);
      case FULL_BACKLOG -> fullBacklog();
      case DETOUR_LATE -> pace(Detour.Pace.LATE);
      case DETOUR_DRIBBLES -> pace(Detour.Pace.DRIBBLING);
      case DETOUR_SWALLOWS -> pace(Detour.Pace.NEVER);
      case DETOUR_CUT -> once(() -> detour.cutAfter(BYTES_BEFORE_CUT));
      case DETOUR_RESET -> once(detour::resetAll);
      case NO_PORTS -> noPorts();
    };
  }

  private Faults faults() {
    return site.host().faults();
  }

  private static Fault once(Runnable action) {
    action.run();
    return () -> {};
  }

  private Fault once(Order order) {
    return once(() -> site.server().tell(order));
  }

  private Fault until(Order begin, Order end) {
    site.server().tell(begin);
    return () -> site.server().tell(end);
  }

  private Fault freeze() {
    site.server().signal("STOP");
    return () -> site.server().signal("CONT");
  }

  private Fault restart(Runnable end) {
    end.run();
    return site::startAnew;
  }

  private Fault pace(Detour.Pace pace) {
    detour.pace = pace;
    return () -> detour.pace = Detour.Pace.AT_ONCE;
  }

  private Fault fullBacklog() {
    site.server().tell(Order.STOP_ACCEPTING);
    List<Socket> queue = site.occupy(MORE_THAN_ANY_BACKLOG);
    site.server().tell(Order.RESET_ALL);
    return () -> {
      queue.forEach(Site::release);
      site.server().tell(Order.ACCEPT);
    };
  }

  /** Each port serves once for each destination, so all of them are taken. */
  private Fault noPorts() {
    Fault narrow = Faults.narrowPortRange(FIRST_PORT, FIRST_PORT + PORTS - 1);
    List<Socket> taken = all.stream().flatMap(each -> each.occupy(PORTS).stream()).toList();
    all.forEach(each -> each.host().faults().destroyOurSockets());
    return () -> {
      taken.forEach(Site::release);
      narrow.close();
    };
  }
}
