//! Finds credentials in a command, whose words may be whole scripts.

use super::super::engine::{Credential, credentials_in};
use super::super::parts::lines;
use super::line::{Command, in_script_line};
use super::settings::in_settings;
use super::stdin::in_documents;
use super::{MAX_FOUND, Written, add, is_comment};

/// The credentials in a command, each with the number of its word. A word may be a whole script.
pub fn in_command<'t>(words: impl IntoIterator<Item = &'t str>) -> Vec<(usize, Written)> {
    let mut command = Command::default();
    let mut all = Vec::new();
    for (index, word) in words.into_iter().enumerate() {
        let mut found = Vec::new();
        if word.contains(char::is_whitespace) {
            in_script(word, &mut found);
        }
        if let Some(written) = command.next(word, 0).filter(|_| found.is_empty()) {
            add(&mut found, written);
        }
        by_look(word).take(MAX_FOUND).for_each(|written| add(&mut found, written));
        all.extend(found.into_iter().map(|written| (index, written)));
    }
    all
}

fn in_script(text: &str, found: &mut Vec<Written>) {
    for (at, line) in lines(text).filter(|(_, line)| !is_comment(line)) {
        if found.len() >= MAX_FOUND {
            break;
        }
        in_script_line(line, 0, &mut |written| add(found, written.moved(at)));
    }
    in_documents(text, &mut |fed| fed.judged().into_iter().for_each(|written| add(found, written)));
    // The text that the script may write into a file.
    if text.contains('\n') {
        in_settings("", text).into_iter().for_each(|written| add(found, written));
    }
}

/// The credentials that need no name.
fn by_look(text: &str) -> impl Iterator<Item = Written> {
    credentials_in(text).filter(Credential::is_usable).map(Written::unnamed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[&str]) -> Vec<(String, String)> {
        let found = in_command(words.iter().copied()).into_iter();
        found.map(|(index, found)| (found.name, words[index][found.credential.secret].to_owned())).collect()
    }

    #[test]
    fn commands_that_hold_a_credential() {
        let cases: &[(&[&str], &str)] = &[
            (&["--password=kestrel9x"], "--password"),
            (&["--password", "kestrel9x"], "--password"),
            (&["-Djavax.net.ssl.keyStorePassword=kestrel9x"], "javax.net.ssl.keyStorePassword"),
            (&["-Dadmin.password=kestrel9x"], "admin.password"),
            (&["--set", "auth.password=kestrel9x"], "auth.password"),
            (&["--from-literal=password=kestrel9x"], "password"),
            (&["mysqladmin", "ping", "-pkestrel9x"], "-p"),
            (&["redis-cli", "-a", "kestrel9x", "ping"], "-a"),
            (&["redis-server", "--requirepass", "kestrel9x"], "--requirepass"),
            (&["curl", "-u", "app:kestrel9x", "http://x"], "-u"),
            (&["curl", "--user", "app:kestrel9x", "http://x"], "--user"),
            (&["curl", "--user=app:kestrel9x", "http://x"], "--user"),
            (&["curl", "http://app:kestrel9x@x"], ""),
            (&["sh", "-c", "PGPASSWORD=kestrel9x psql -U app"], "PGPASSWORD"),
            (&["sh", "-c", "set -e\nmysql -u root -p'kestrel9x' < x\n"], "-p"),
            (&["sh", "-c", "curl -H \"Authorization: Bearer kestrel9x\" http://x"], "Authorization"),
            (&["sh", "-c", "cat > x <<EOF\npassword: kestrel9x\nEOF\n"], "password"),
            (&["bash", "-c", "exec app --token \"kestrel9x\""], "--token"),
            (&["sh", "-c", "htpasswd -Bbn app kestrel9x > /auth/x"], "htpasswd"),
            (&["sh", "-c", "htpasswd -cb /auth/x app kestrel9x"], "htpasswd"),
            (&["htpasswd", "-b", "-n", "app", "kestrel9x"], "htpasswd"),
            (&["sh", "-c", "echo 'root:kestrel9x' | chpasswd && sshd -D"], "chpasswd"),
            (&["sh", "-c", "chpasswd <<< \"root:kestrel9x\""], "chpasswd"),
            (&["sh", "-c", "/usr/sbin/chpasswd <<'EOF'\nroot:kestrel9x\nEOF\nsshd -D"], "chpasswd"),
            (&["sh", "-c", "cat <<-EOF | chpasswd -e\n  root:kestrel9x\n  EOF\n"], "chpasswd"),
            (&["sh", "-c", "passwd --stdin root << EOF\nkestrel9x\nEOF\n"], "passwd"),
            (&["sh", "-c", "printf 'kestrel9x\\nkestrel9x\\n' | smbpasswd -s -a app"], "smbpasswd"),
            (&["sh", "-c", "echo kestrel9x | passwd --stdin root"], "--stdin"),
            (&["sh", "-c", "echo kestrel9x | docker login -u app --password-stdin"], "--password-stdin"),
            (&["sh", "-c", "docker login -u app -p kestrel9x registry"], "-p"),
            (&["sh", "-c", "curl -H \"X-Api-Key: kestrel9x\" http://x"], "X-Api-Key"),
            (&["sh", "-c", "smbclient //nas/x -U app%kestrel9x"], "-U"),
            (&["sh", "-c", "vault login kestrel9x"], "login"),
            (&["rabbitmqctl", "add_user", "app", "kestrel9x"], "add_user"),
            (&["sh", "-c", "aws configure set aws_secret_access_key kestrel9x"], "aws_secret_access_key"),
            (&["mc", "alias", "set", "x", "http://x", "app", "kestrel9x"], "alias"),
        ];
        for (words, name) in cases {
            assert_eq!(found(words), [((*name).to_owned(), "kestrel9x".to_owned())], "{words:?}");
        }
    }

    #[test]
    fn commands_that_hold_none() {
        let cases: &[&[&str]] = &[
            &["--password=$(DB_PASSWORD)"],
            &["--password", "$(DB_PASSWORD)"],
            &["--password-file=/run/x", "--token-ttl=1h", "--secret-name=tls"],
            &["--tls-private-key-file", "/run/tls.key"],
            &["mysql", "-p", "orders"],
            &["sh", "-c", "mysql -p\"$MYSQL_ROOT_PASSWORD\" -e 'SELECT 1'"],
            &["sh", "-c", "mysql -p${MYSQL_ROOT_PASSWORD}"],
            &["sh", "-c", "PASSWORD=$(cat /run/x) app"],
            &["sh", "-c", "# PASSWORD=kestrel9x\n"],
            &["sh", "-c", "[ \"$PASSWORD\" = \"\" ] && exit 1"],
            &["sh", "-c", "mysqladmin -uroot -p$MYSQL_ROOT_PASSWORD ping"],
            &["-basic-auth-secret=ingress/basic-auth"],
            &["docker", "run", "-p", "8080:80", "-u", "1000:1000"],
            &["python", "-c", "login(user=user, password=password)"],
            &["sh", "-c", "curl -H \"Authorization: Bearer $TOKEN\" http://x"],
            &["sh", "-c", "htpasswd -bn app \"$PASSWORD\""],
            &["sh", "-c", "htpasswd -c /auth/x app"],
            &["sh", "-c", "echo \"root:${PASSWORD}\" | chpasswd"],
            &["sh", "-c", "cat users | chpasswd; echo done:now | tee x"],
            &["sh", "-c", "chpasswd <<EOF\nroot:$PASSWORD\nEOF\necho done:now\n"],
            &["sh", "-c", "cat <<EOF >/etc/x\nroot:x:0:0\nEOF\n"],
            &["sh", "-c", "grep root /etc/passwd && echo found | tee x"],
            &["sh", "-c", "vault login -method=userpass username=app"],
            &["sh", "-c", "docker run -p 8080:80 app login"],
            &["sh", "-c", "curl -H 'Accept: application/json' http://x"],
        ];
        for words in cases {
            assert_eq!(found(words), [], "{words:?}");
        }
    }
}
