create table orders(id integer primary key, customer integer, amount real, note text);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 400)
  insert into orders select i, (i * 7919) % 97, (i * 104729) % 1000 / 10.0, 'order number ' || i from n;
create index by_customer on orders(customer);
select customer, count(*), sum(amount) from orders group by customer order by sum(amount) desc limit 5;
update orders set amount = amount * 1.1 where customer < 20;
delete from orders where customer = 42;
select count(*), total(amount), max(length(note)) from orders;
