import java.nio.file.Path;
import java.util.Set;
import se.bjurr.violations.lib.ViolationsApi;
import se.bjurr.violations.lib.model.Violation;
import se.bjurr.violations.lib.reports.Parser;

/** Reads the reports as dashboards do. */
class Violations {
  public static void main(String[] arguments) {
    var folder = Path.of(arguments[0]);
    int expected = read(folder, Parser.SARIF, "sarif").size();
    if (expected == 0) throw new AssertionError("nothing was found");
    for (var format : new String[] {"gitlab", "checkstyle"}) {
      var parser = format.equals("gitlab") ? Parser.CODECLIMATE : Parser.CHECKSTYLE;
      var found = read(folder, parser, format).size();
      if (found != expected) throw new AssertionError(format + ": " + found + " instead of " + expected);
    }
    read(folder, Parser.JUNIT, "junit");
  }

  private static Set<Violation> read(Path folder, Parser parser, String format) {
    var api = ViolationsApi.violationsApi().withPattern(".*/bowline\\." + format + "$");
    var found = api.inFolder(folder.toString()).findAll(parser).violations();
    var first = found.stream().findFirst().orElseThrow();
    System.out.println(format + ": " + found.size() + ", first: " + first.getFile() + ":" + first.getStartLine());
    return found;
  }
}
