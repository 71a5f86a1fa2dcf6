//! What the other scenarios rely on: a database server that can be ill-treated.

use crate::postgres::{Database, Server};

#[test]
fn a_database_server_comes_back_from_whatever_is_done_to_it() {
    let server = Server::start();
    let database = server.database();
    assert_eq!(database.query::<String>("SHOW fsync"), ["on"], "what is committed is on the disk");
    server.pause();
    server.resume();
    database.cut_connections();
    server.restart();
    server.crash();
    server.stop();
    server.start_again();
    assert_eq!(database.query::<i32>("SELECT 1"), [1]);
}

#[tokio::test]
async fn each_test_has_a_database_of_its_own() {
    let (first, second) = (Database::new(), Database::new());
    assert_ne!(first.url(), second.url());
    assert_eq!(first.query::<i64>("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), [0]);
}
